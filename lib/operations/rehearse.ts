import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { chooseMethod } from '../snapshots/choose'
import { recordAudit } from '../store/audit'
import { readPlan } from '../store/read-json'
import { addressOf } from './environment-address'
import { findDeployRequest } from './find'
import { currentPlan } from './refresh-plan'
import { queueRun } from './request-run'
import { rehearsalMethods, snapshotForRehearsal } from './snapshot-for-rehearsal'
import { transact } from './transact'

export interface Rehearse {
  projectSlug: string
  number: number
  /** The plan that was on the screen. */
  planFingerprint: string
}

/**
 * Asks the runner to try the plan and its ways back on a copy. Refuses at once, with the reasons, where neither a
 * snapshot is there nor one can be taken.
 */
export async function rehearse(
  context: Context,
  actor: Actor,
  input: Rehearse,
): Promise<Result<{ runId: string }>> {
  const permitted = mayDo(actor, 'rehearsal.run')
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  const { environment } = request
  const plan = await currentPlan(context.db, request.id)
  if (plan?.fingerprint !== input.planFingerprint) {
    return fail('plan_outdated', 'Another plan than the one on your screen is the current one.')
  }
  if (request.state !== 'open') return fail('stale_state', 'Only what is still to be deployed is rehearsed.')
  const snapshot = await snapshotForRehearsal(context, environment, readPlan(plan.body))
  if (!snapshot) {
    const { url } = addressOf(context, environment)
    const opened = await context.database.open(url, {
      applicationName: 'headgate rehearsal',
      refusePooler: true,
    })
    if (!opened.ok) return opened
    const { identity } = opened.value
    await opened.value.close()
    const chosen = await chooseMethod(rehearsalMethods(context.snapshots), { url, identity }, 'auto')
    if (!chosen.ok) return chosen
  }
  return transact(context, async (tx) => {
    const run = await queueRun(tx, {
      environmentId: environment.id,
      deployRequestId: request.id,
      planId: plan.id,
      deployRunId: null,
      input: { kind: 'rehearse', planFingerprint: plan.fingerprint, snapshotId: snapshot?.id ?? null },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!run.ok) throw new FailureError(run.failure)
    await tx.deployRequest.update({ where: { id: request.id }, data: { sequence: { increment: 1 } } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'rehearsal.requested',
      subject: {
        kind: 'run',
        id: run.value.id,
        name: `Rehearsal of #${request.number} ${request.title}`,
      },
      projectId: request.projectId,
      environmentId: environment.id,
      after: { planFingerprint: plan.fingerprint, snapshotId: snapshot?.id ?? null },
    })
    return ok({ runId: run.value.id })
  })
}
