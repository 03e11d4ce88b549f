'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { dropKeptDatabase as drop } from '../operations/drop-kept-database'
import { purgeKeptData as purge } from '../operations/purge-kept-data'

const slug = z.string().min(1).max(100)

const dropping = act({
  input: z.strictObject({
    projectSlug: slug,
    keptDatabaseId: z.uuid(),
    confirmation: z.string().max(200),
    endSessions: z.boolean(),
  }),
  permission: 'kept-database.drop',
  operation: drop,
})
export async function dropKeptDatabase(input: unknown) {
  return dropping(input)
}

const purging = act({
  input: z.strictObject({
    projectSlug: slug,
    environmentSlug: slug,
    ids: z.array(z.uuid()).min(1).max(10_000),
    confirmation: z.string().max(200),
  }),
  permission: 'kept.purge',
  operation: purge,
})
export async function purgeKeptData(input: unknown) {
  return purging(input)
}
