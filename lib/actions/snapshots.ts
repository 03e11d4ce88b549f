'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { confirmSnapshot as confirm } from '../operations/confirm-snapshot'
import { considerSnapshots as consider } from '../operations/consider-snapshots'
import { deleteSnapshot as remove } from '../operations/delete-snapshot'
import { restoreSnapshot as restore } from '../operations/restore-snapshot'
import { takeSnapshot as take } from '../operations/take-snapshot'

const slug = z.string().min(1).max(100)

const taking = act({
  input: z.strictObject({
    projectSlug: slug,
    environmentSlug: slug,
    method: z.enum(['auto', 'dump', 'clone', 'tables', 'external']),
  }),
  permission: 'snapshot.take',
  operation: take,
})
export async function takeSnapshot(input: unknown) {
  return taking(input)
}

const considering = act({
  input: z.strictObject({ projectSlug: slug, environmentSlug: slug }),
  permission: 'snapshot.take',
  operation: consider,
})
export async function considerSnapshots(input: unknown) {
  return considering(input)
}

const confirming = act({
  input: z.strictObject({
    projectSlug: slug,
    environmentSlug: slug,
    reference: z.string().trim().min(1, 'Say where it is.').max(500, 'At most 500 characters.'),
    takenAt: z.string().min(1, 'Say when it was taken.'),
    note: z.string().trim().max(2_000, 'At most 2,000 characters.'),
    lsn: z
      .string()
      .trim()
      .regex(/^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/, 'A position of the log reads 0/16B3748.')
      .nullable(),
    expiresAt: z.string().nullable(),
  }),
  permission: 'snapshot.confirm',
  operation: confirm,
})
export async function confirmSnapshot(input: unknown) {
  return confirming(input)
}

const deleting = act({
  input: z.strictObject({ projectSlug: slug, snapshotId: z.uuid() }),
  permission: 'snapshot.delete',
  operation: remove,
})
export async function deleteSnapshot(input: unknown) {
  return deleting(input)
}

const restoring = act({
  input: z.strictObject({ projectSlug: slug, snapshotId: z.uuid(), name: z.string().trim().max(100) }),
  permission: 'snapshot.restore',
  operation: restore,
})
export async function restoreSnapshot(input: unknown) {
  return restoring(input)
}
