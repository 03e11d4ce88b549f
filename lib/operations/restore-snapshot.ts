import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { newDatabaseNameProblem } from '../domain/new-database-name'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { hostOf } from '../snapshots/external/hosts'
import { withMaintenance } from '../snapshots/maintenance'
import { databaseBytes } from '../snapshots/scratch-database'
import { recordAudit } from '../store/audit'
import type { Environment, Snapshot } from '../store/generated/client'
import { addressOf } from './environment-address'
import { identityChanged } from './observe-environment'
import { queueRun } from './request-run'
import { transact } from './transact'

export interface RestoreSnapshot {
  projectSlug: string
  snapshotId: string
  /** Of the new database, on the environment's server. */
  name: string
}

/**
 * Asks the runner to restore a snapshot into a new database beside the live one, to look inside. Nothing else is
 * touched. Fails: not_found; stale_state for one that is not there any more; restore_impossible for one that lives
 * elsewhere; invalid_input for the name; run_in_progress; rights_missing and whatever connecting fails with.
 */
export async function restoreSnapshot(
  context: Context,
  actor: Actor,
  input: RestoreSnapshot,
): Promise<Result<{ runId: string }>> {
  const permitted = mayDo(actor, 'snapshot.restore')
  if (!permitted.ok) return permitted
  const snapshot = await context.db.snapshot.findFirst({
    where: { id: input.snapshotId, environment: { project: { slug: input.projectSlug } } },
    include: { environment: true },
  })
  if (!snapshot) return fail('not_found', 'There is no such snapshot in this project.')
  const restorable = mayRestore(snapshot)
  if (!restorable.ok) return restorable
  const { environment } = snapshot
  const free = await nameIsFree(context, environment, input.name)
  if (!free.ok) return free
  return transact(context, async (tx) => {
    const run = await queueRun(tx, {
      environmentId: environment.id,
      deployRequestId: null,
      planId: null,
      deployRunId: null,
      input: { kind: 'restore', snapshotId: snapshot.id, name: input.name },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!run.ok) throw new FailureError(run.failure)
    // Under the lock of queueing: a deletion that was faster has left its word.
    const still = await tx.snapshot.findUniqueOrThrow({ where: { id: snapshot.id } })
    const restorableStill = mayRestore(still)
    if (!restorableStill.ok) throw new FailureError(restorableStill.failure)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'snapshot.restore-requested',
      subject: { kind: 'snapshot', id: snapshot.id, name: `Snapshot of ${environment.name}` },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: { database: input.name, runId: run.value.id },
    })
    return ok({ runId: run.value.id })
  })
}

/** Also what was never tried: looking inside is a way of trying it, and every row is compared. */
function mayRestore({ state, method, location }: Snapshot): Result<void> {
  if (method === 'external') {
    const there = location ? hostOf(location)?.howToRestore(location) : null
    if (there) return fail('restore_impossible', there)
    return fail(
      'restore_impossible',
      `“${location ?? 'It'}” lives outside Headgate: branch or restore it with the means of the database’s host, and connect to what comes of it.`,
    )
  }
  if ((state === 'complete' || state === 'verified') && location !== null) return ok()
  return fail('stale_state', `The snapshot is ${state}: there is nothing to restore.`)
}

async function nameIsFree(context: Context, environment: Environment, name: string): Promise<Result<void>> {
  const { url } = addressOf(context, environment)
  const opened = await context.database.open(url, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  const { identity } = opened.value
  const moved = identityChanged(environment, opened.value)
  await opened.value.close()
  if (moved) return { ok: false, failure: moved }
  const problem = newDatabaseNameProblem(name, identity.databaseName)
  if (problem) return invalidName(problem)
  return withMaintenance(context.snapshotParts, { url, identity }, 'headgate look', async (maintenance) => {
    if ((await databaseBytes(maintenance.session, name)) !== null) {
      return invalidName(`The server has a database “${name}” already.`)
    }
    if (maintenance.createDatabase) return ok()
    return fail('rights_missing', `The user ${maintenance.role} lacks CREATEDB on the server.`)
  })
}

function invalidName(why: string): Result<never> {
  return fail('invalid_input', why, { fields: { name: [why] } })
}
