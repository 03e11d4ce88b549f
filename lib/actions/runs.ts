'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { cancelRun as cancel } from '../operations/cancel-run'
import { requestRollback as rollBack } from '../operations/request-rollback'

const slug = z.string().min(1).max(100)

const cancelling = act({
  input: z.strictObject({ projectSlug: slug, runId: z.uuid() }),
  permission: 'run.cancel',
  operation: cancel,
})
export async function cancelRun(input: unknown) {
  return cancelling(input)
}

const rollingBack = act({
  input: z.strictObject({
    projectSlug: slug,
    deployRunId: z.uuid(),
    way: z.enum(['reverse', 'kept', 'restore']),
    snapshotId: z.uuid().nullable(),
    planFingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'This is not a plan’s fingerprint.'),
    reverseFingerprint: z.string().regex(/^[0-9a-f]{64}$/, 'This is not a reverse’s fingerprint.'),
    changedSince: z.enum(['leave', 'overwrite']).default('leave'),
    confirmation: z.string().max(200),
  }),
  permission: 'rollback.run',
  operation: rollBack,
})
export async function requestRollback(input: unknown) {
  return rollingBack(input)
}
