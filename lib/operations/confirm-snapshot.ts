import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { findEnvironment } from './find'

export interface ConfirmSnapshot {
  projectSlug: string
  environmentSlug: string
  /** Where it is, in the words of who took it: a branch, a volume snapshot's id, a bucket path. */
  reference: string
  /** ISO 8601 with offset. */
  takenAt: string
  note: string
}

/** Records that a named person vouches for a snapshot which was taken outside Headgate. It is never called verified. */
export async function confirmSnapshot(
  context: Context,
  actor: Actor,
  input: ConfirmSnapshot,
): Promise<Result<{ snapshotId: string }>> {
  const permitted = mayDo(actor, 'snapshot.confirm')
  if (!permitted.ok) return permitted
  const takenAt = new Date(input.takenAt)
  if (Number.isNaN(takenAt.getTime()) || takenAt > context.clock.now()) {
    return fail('invalid_input', 'The time of the snapshot has to be a moment that has passed.', {
      fields: { takenAt: ['Give a moment that has passed.'] },
    })
  }
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const snapshotId = await context.db.$transaction(async (tx) => {
    const snapshot = await tx.snapshot.create({
      data: {
        environmentId: environment.id,
        method: 'external',
        state: 'complete',
        location: input.reference,
        note: input.note,
        takenAt,
        confirmedById: actor.id,
        createdAt: context.clock.now(),
      },
    })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'snapshot.confirmed',
      subject: {
        kind: 'snapshot',
        id: snapshot.id,
        name: `Snapshot of ${environment.name}`,
      },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: {
        reference: input.reference,
        takenAt: takenAt.toISOString(),
        note: input.note,
      },
    })
    return snapshot.id
  })
  return ok({ snapshotId })
}
