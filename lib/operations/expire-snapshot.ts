import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { Actor } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { mayMoveSnapshot } from '../domain/snapshot-transition'
import { auditActor, systemActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import type { Environment, Snapshot } from '../store/generated/client'
import { json } from '../store/json'
import { addressOf } from './environment-address'
import { transact } from './transact'

export type SnapshotInEnvironment = Snapshot & { environment: Environment }

/**
 * Ends a snapshot's life in the records; `by` null: its time is over. The record comes first: one that says it is there
 * and is not would be worse than files that nobody names. Fails: stale_state; run_in_progress while a run uses it.
 */
export async function expireSnapshot(
  context: Context,
  snapshot: SnapshotInEnvironment,
  by: Actor | null,
): Promise<Result<void>> {
  const { environment } = snapshot
  const may = mayMoveSnapshot(snapshot.state, 'expired', by ? 'person' : 'housekeeping')
  if (!may.ok) return may
  return transact(context, async (tx) => {
    // The lock under which runs are queued: none that restores it can come in between.
    await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${environment.id} FOR UPDATE`
    const using = await tx.run.findFirst({
      where: {
        environmentId: environment.id,
        state: { in: unfinishedRunStates },
        input: { path: ['snapshotId'], equals: snapshot.id },
      },
    })
    if (using) return fail('run_in_progress', 'A run is restoring it.', { runId: using.id })
    const { count } = await tx.snapshot.updateMany({
      where: { id: snapshot.id, state: snapshot.state },
      data: { state: 'expired', expiresAt: context.clock.now() },
    })
    if (count === 0) return fail('stale_state', 'It changed while you deleted it.')
    await recordAudit(tx, context.clock, {
      actor: auditActor(by ?? systemActor),
      action: by ? 'snapshot.deleted' : 'snapshot.expired',
      subject: { kind: 'snapshot', id: snapshot.id, name: `Snapshot of ${environment.name}` },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: { state: snapshot.state, method: snapshot.method, location: snapshot.location },
    })
    return ok()
  })
}

/**
 * Deletes what an expired snapshot left. Files go without the environment; what lies on its server waits until that
 * can be reached, and its record says so: housekeeping tries again.
 */
export async function removeSnapshotData(
  context: Context,
  snapshot: SnapshotInEnvironment,
): Promise<Result<void>> {
  const { environment, location } = snapshot
  const method = context.snapshots.find((candidate) => candidate.name === snapshot.method)
  // What a person vouched for is theirs.
  if (!method || snapshot.confirmedById !== null) return ok()
  const { url } = addressOf(context, environment)
  if (location === null) return (await method.removeLeft?.({ url }, snapshot.id)) ?? ok()
  try {
    if (method.removeFiles) await method.removeFiles(location)
    else {
      const opened = await context.database.open(url, { applicationName: 'headgate snapshot' })
      if (!opened.ok) throw new FailureError(opened.failure)
      const { identity } = opened.value
      await opened.value.close()
      await method.remove({ url, identity }, location)
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    // What is left somewhere is named there, where it was.
    await context.db.snapshot.update({
      where: { id: snapshot.id },
      data: { failure: json(error.failure) },
    })
    return { ok: false, failure: error.failure }
  }
  // What a host keeps is still called by its name.
  const gone = snapshot.method === 'external' ? {} : { location: null }
  await context.db.snapshot.updateMany({
    where: { id: snapshot.id, state: { in: ['expired', 'failed'] } },
    data: gone,
  })
  return ok()
}
