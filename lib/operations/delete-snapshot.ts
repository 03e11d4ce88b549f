import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'
import { addressOf } from './environment-address'
import { transact } from './transact'

/**
 * Deletes the snapshot's files or database; its record stays, as expired. Fails: not_found, stale_state,
 * run_in_progress while a rollback restores it.
 */
export async function deleteSnapshot(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; snapshotId: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'snapshot.delete')
  if (!permitted.ok) return permitted
  const snapshot = await context.db.snapshot.findFirst({
    where: {
      id: input.snapshotId,
      environment: { project: { slug: input.projectSlug } },
    },
    include: { environment: true },
  })
  if (!snapshot) return fail('not_found', 'There is no such snapshot in this project.')
  if (!['complete', 'verified', 'failed'].includes(snapshot.state)) {
    return fail('stale_state', `The snapshot is ${snapshot.state}.`)
  }
  const { environment } = snapshot
  // The record first: a snapshot that says it is there and is not would be worse than files that nobody names.
  const expired = await transact(context, async (tx) => {
    // The lock under which runs are queued: none that restores it can come in between.
    await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${environment.id} FOR UPDATE`
    const restoring = await tx.run.findFirst({
      where: {
        environmentId: environment.id,
        state: { in: unfinishedRunStates },
        input: { path: ['snapshotId'], equals: snapshot.id },
      },
    })
    if (restoring) return fail('run_in_progress', 'A rollback is restoring it.', { runId: restoring.id })
    const { count } = await tx.snapshot.updateMany({
      where: { id: snapshot.id, state: snapshot.state },
      data: { state: 'expired', expiresAt: context.clock.now() },
    })
    if (count === 0) return fail('stale_state', 'It changed while you deleted it.')
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'snapshot.deleted',
      subject: {
        kind: 'snapshot',
        id: snapshot.id,
        name: `Snapshot of ${environment.name}`,
      },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: {
        state: snapshot.state,
        method: snapshot.method,
        location: snapshot.location,
      },
    })
    return ok()
  })
  if (!expired.ok) return expired
  const method = context.snapshots.find((candidate) => candidate.name === snapshot.method)
  // What a person vouched for is theirs.
  if (!method || snapshot.confirmedById !== null) return ok()
  const { url } = addressOf(context, environment)
  if (snapshot.location === null) return (await method.removeLeft?.({ url }, snapshot.id)) ?? ok()
  const opened = await context.database.open(url, {
    applicationName: 'headgate snapshot',
  })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  try {
    await method.remove({ url, identity }, snapshot.location)
    return ok()
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    // What is left somewhere is named there, where it was.
    const { failure } = error
    await context.db.snapshot.update({ where: { id: snapshot.id }, data: { failure: json(failure) } })
    return { ok: false, failure }
  }
}
