import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { changesDatabase } from '../domain/resolution-words'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { readDriftedKeys, readResolution } from '../store/read-json'
import { approvalsOf } from '../store/resolution-approvals'
import type { ResolutionInput } from './approve-resolution'
import { diagnoseNow } from './diagnose-environment'
import { actsOf, findResolution, type ResolutionInProject } from './find-resolution'
import { moveResolution } from './move-resolution'
import { resolutionWith } from './propose-resolution'
import { queueRun } from './request-run'
import { transact } from './transact'

export interface RequestResolution extends ResolutionInput {
  /** The environment's name, typed; asked for where the database is changed. */
  confirmation: string
}

/**
 * Asks the runner to carry out what was proposed, after working it out once more: anything else than what was seen
 * and approved is refused. Fails: not_permitted, name_does_not_match, resolution_not_approved, stale_state,
 * resolution_outdated, run_in_progress, and as diagnosing does.
 */
export async function requestResolution(
  context: Context,
  actor: Actor,
  input: RequestResolution,
): Promise<Result<{ runId: string }>> {
  const permitted = mayDo(actor, 'run.resolve')
  if (!permitted.ok) return permitted
  const found = await findResolution(context, input)
  if (!found.ok) return found
  const row = found.value
  const allowed = mayBegin(actor, row, input.confirmation)
  if (!allowed.ok) return allowed
  const now = await diagnoseNow(context, row.environment, readDriftedKeys(row.leaves))
  if (!now.ok) return now
  if (!resolutionWith(now.value.diagnosis, row.fingerprint)) {
    return fail('resolution_outdated', 'The database, its ledger or the files changed since it was proposed.')
  }
  return queue(context, actor, row)
}

function mayBegin(actor: Actor, row: ResolutionInProject, confirmation: string): Result<void> {
  const { name } = row.environment
  if (changesDatabase(readResolution(row.body)) && confirmation !== name) {
    return fail('name_does_not_match', `The environment is called “${name}”.`, {
      fields: { confirmation: [`Type ${name}.`] },
    })
  }
  const { carryOut } = actsOf(actor, row)
  if (carryOut.allowed) return ok()
  const waits = row.state === 'proposed' || row.state === 'approved'
  const unapproved = waits && approvalsOf(row).missing > 0
  return fail(unapproved ? 'resolution_not_approved' : 'stale_state', carryOut.because ?? '')
}

function queue(context: Context, actor: Actor, row: ResolutionInProject): Promise<Result<{ runId: string }>> {
  return transact(context, async (tx) => {
    const run = await queueRun(tx, {
      environmentId: row.environmentId,
      deployRequestId: null,
      planId: null,
      deployRunId: null,
      resolutionId: row.id,
      input: { kind: 'resolve', resolutionId: row.id, fingerprint: row.fingerprint },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!run.ok) throw new FailureError(run.failure)
    await moveResolution(tx, row.id, row.state, 'running')
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'resolution.requested',
      subject: { kind: 'resolution', id: row.id, name: row.title },
      projectId: row.environment.projectId,
      environmentId: row.environmentId,
      before: { state: row.state },
      after: { state: 'running', runId: run.value.id, fingerprint: row.fingerprint },
    })
    return ok({ runId: run.value.id })
  })
}
