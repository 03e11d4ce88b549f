'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { observeEnvironment as observe } from '../operations/observe-environment'

const slug = z.string().min(1).max(100)

const observing = act({
  input: z.strictObject({ projectSlug: slug, environmentSlug: slug }),
  permission: 'environment.observe',
  operation: observe,
})
export async function observeEnvironment(input: unknown) {
  return observing(input)
}
