import type { Context } from '../composition/context'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { blockersWords } from '../domain/gate'
import { type Actor, mayDo } from '../domain/permission'
import type { Doubt } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { readEvidence, readPolicy } from '../store/read-json'
import { findDeployRequest } from './find'
import { findResumable } from './find-resumable'
import { queueRun } from './request-run'
import { standingBlockers } from './standing-blockers'
import { transact } from './transact'

export interface ResumeDeploy {
  projectSlug: string
  number: number
  /** The run that stopped, as it was on the screen. */
  runId: string
  /** About the statement of which nothing but a look at the data tells whether it ran. */
  doubt?: Doubt | undefined
}

/**
 * Asks the runner to go on with a deploy that stopped half-way, on the plan that was approved. Files, schema and ledger
 * have moved by its own doing, so that the gate's look at them is the run's own, once it holds the locks; approvals and
 * accepted dangers are judged again. Fails: not_permitted, stale_state, gate_closed, statement_in_doubt,
 * run_in_progress.
 */
export async function resumeDeploy(
  context: Context,
  actor: Actor,
  input: ResumeDeploy,
): Promise<Result<{ runId: string }>> {
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  const production = request.environment.kind === 'production'
  const permitted = mayDo(actor, production ? 'deploy-request.deploy-production' : 'deploy-request.deploy')
  if (!permitted.ok) return permitted
  const resumable = await findResumable(context, request)
  if (!resumable.ok) return resumable
  const { run, offer } = resumable.value
  const { plan } = run
  if (run.id !== input.runId || !plan) return fail('stale_state', 'Another run of it was started since.')
  if (offer.doubt && !input.doubt) {
    const { statement, migration } = offer.doubt
    return fail('statement_in_doubt', `Statement ${statement} of ${migration}: say whether it ran.`)
  }
  const revision = await context.db.revision.findUniqueOrThrow({ where: { id: request.revisionId } })
  const blockers = await standingBlockers(context, {
    deployRequest: { ...request, revision },
    plan,
    policy: readPolicy(request.environment.policy),
    evidence: readEvidence(plan.evidence),
  })
  if (blockers.length > 0) {
    return fail('gate_closed', blockersWords(blockers), { blockers })
  }
  const doubt = offer.doubt ? input.doubt : undefined
  return transact(context, async (tx) => {
    const queued = await queueRun(tx, {
      environmentId: request.environmentId,
      deployRequestId: request.id,
      planId: plan.id,
      deployRunId: null,
      input: {
        kind: 'deploy',
        planFingerprint: plan.fingerprint,
        takeSnapshot: false,
        resumes: run.id,
        ...(doubt && { doubt }),
      },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!queued.ok) throw new FailureError(queued.failure)
    const moved = await tx.deployRequest.updateMany({
      where: { id: request.id, state: 'failed', sequence: request.sequence },
      data: { state: 'deploying', sequence: { increment: 1 } },
    })
    if (moved.count === 0) throw new FailureError(fail('stale_state', 'It changed while you asked.').failure)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'deploy.resumed',
      subject: { kind: 'run', id: queued.value.id, name: `Deploy of #${request.number} ${request.title}` },
      projectId: request.projectId,
      environmentId: request.environmentId,
      before: { state: 'failed', runId: run.id },
      after: {
        state: 'deploying',
        planFingerprint: plan.fingerprint,
        will: offer.words,
        ...(doubt && { doubt, statement: offer.doubt?.statement }),
      },
    })
    return ok({ runId: queued.value.id })
  })
}
