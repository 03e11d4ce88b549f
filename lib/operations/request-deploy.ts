import type { Context } from '../composition/context'
import { deployRequestSentence } from '../domain/deploy-request-transition'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { blockersWords } from '../domain/gate'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { evaluateGate } from './evaluate-gate'
import { findDeployRequest } from './find'
import { currentPlan } from './refresh-plan'
import { queueRun } from './request-run'
import { transact } from './transact'

export interface RequestDeploy {
  projectSlug: string
  number: number
  /** The plan that was on the screen. */
  planFingerprint: string
}

/** Asks the runner to deploy what was approved. Refuses while the gate is closed, and names every blocker. */
export async function requestDeploy(
  context: Context,
  actor: Actor,
  input: RequestDeploy,
): Promise<Result<{ runId: string }>> {
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  const production = request.environment.kind === 'production'
  const permitted = mayDo(actor, production ? 'deploy-request.deploy-production' : 'deploy-request.deploy')
  if (!permitted.ok) return permitted
  const plan = await currentPlan(context.db, request.id)
  if (plan?.fingerprint !== input.planFingerprint) {
    return fail('plan_outdated', 'Another plan than the one on your screen is the current one.')
  }
  if (request.state !== 'open') {
    return fail('stale_state', deployRequestSentence(request.state))
  }
  const gate = await evaluateGate(context, { deployRequestId: request.id, recheck: 'all' })
  if (!gate.open) {
    return fail('gate_closed', blockersWords(gate.blockers), { blockers: gate.blockers })
  }
  return transact(context, async (tx) => {
    const run = await queueRun(tx, {
      environmentId: request.environmentId,
      deployRequestId: request.id,
      planId: plan.id,
      deployRunId: null,
      input: {
        kind: 'deploy',
        planFingerprint: plan.fingerprint,
        takeSnapshot: gate.takesSnapshot,
      },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!run.ok) throw new FailureError(run.failure)
    // The sequence too: a review that came between the gate's look and now is looked at again by the next click.
    const moved = await tx.deployRequest.updateMany({
      where: {
        id: request.id,
        state: request.state,
        sequence: request.sequence,
      },
      data: { state: 'deploying', sequence: { increment: 1 } },
    })
    if (moved.count === 0) throw new FailureError(fail('stale_state', 'It changed while you asked.').failure)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'deploy.requested',
      subject: {
        kind: 'run',
        id: run.value.id,
        name: `Deploy of #${request.number} ${request.title}`,
      },
      projectId: request.projectId,
      environmentId: request.environmentId,
      before: { state: request.state },
      after: {
        state: 'deploying',
        planFingerprint: plan.fingerprint,
        satisfied: gate.satisfied,
      },
    })
    return ok({ runId: run.value.id })
  })
}
