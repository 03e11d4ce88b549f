import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { hostOf } from '../snapshots/external/hosts'
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
  /** Position of the database's log at which it was taken, where that is known: `0/16B3748`. */
  lsn?: string | null
  /** ISO 8601: when it will be gone where it lives. Null: not known. */
  expiresAt?: string | null
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
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
  if (expiresAt && !(expiresAt > context.clock.now())) {
    return fail('invalid_input', 'A snapshot that is gone already cannot be restored.', {
      fields: { expiresAt: ['Give a moment that is still to come, or leave it empty.'] },
    })
  }
  if (hostOf(input.reference)) {
    return fail('invalid_input', 'This is how Headgate writes where its own snapshots are.', {
      fields: { reference: ['Headgate takes such snapshots itself; say in your own words what yours is.'] },
    })
  }
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const note = [...(input.lsn ? [`Log position ${input.lsn}.`] : []), input.note].filter(Boolean).join('\n')
  const snapshotId = await context.db.$transaction(async (tx) => {
    const snapshot = await tx.snapshot.create({
      data: {
        environmentId: environment.id,
        method: 'external',
        state: 'complete',
        location: input.reference,
        note,
        takenAt,
        expiresAt,
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
        lsn: input.lsn ?? null,
        expiresAt: expiresAt?.toISOString() ?? null,
        note: input.note,
      },
    })
    return snapshot.id
  })
  return ok({ snapshotId })
}
