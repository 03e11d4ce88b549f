'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { makeMigrationSafe as make, previewSafeWay as preview } from '../operations/make-safe'

const slug = z.string().min(1).max(100)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'This is not a fingerprint.')
const asked = z.strictObject({
  projectSlug: slug,
  environmentSlug: slug,
  migration: z.string().min(1).max(255),
  checksum: sha256,
  findings: z.union([z.literal('all'), z.array(z.string().min(1).max(600)).min(1).max(500)]),
})

const previewing = act({ input: asked, permission: 'deploy-request.open', operation: preview })
export async function previewSafeWay(input: unknown) {
  return previewing(input)
}

const making = act({
  input: asked.extend({ fingerprint: sha256 }),
  permission: 'deploy-request.open',
  operation: make,
})
export async function makeMigrationSafe(input: unknown) {
  return making(input)
}
