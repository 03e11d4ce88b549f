import type { Context } from '../composition/context'
import type { AuditAction } from '../domain/audit-words'
import { deployRequestMove, deployRequestSentence } from '../domain/deploy-request-transition'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { explainPlanChange } from '../domain/plan-change'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import type { Plan as PlanRow, Prisma } from '../store/generated/client'
import { json } from '../store/json'
import { readPlan } from '../store/read-json'
import { captureRevision, type StoredRevision } from './capture-revision'
import { type DeployRequestInProject, findDeployRequest } from './find'
import { storePlan } from './open-deploy-request'
import { type FreshPlan, planEnvironment } from './plan-environment'
import { transact } from './transact'

/**
 * Makes the plan anew from the files and the database as they are now. The same facts keep the plan and its approvals
 * and only renew the evidence; other facts replace the plan and void the approvals of the old one. Fails as planning
 * does; stale_state when the request was moved, or planned anew, meanwhile.
 */
export async function refreshPlan(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; number: number },
): Promise<Result<{ fingerprint: string; changed: boolean }>> {
  const permitted = mayDo(actor, 'deploy-request.refresh')
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  if (request.state !== 'open' && deployRequestMove(request.state, 'open') === null) {
    return fail('stale_state', deployRequestSentence(request.state))
  }
  if (request.state === 'deploying') return fail('run_in_progress', 'It is being deployed.')
  const before = await currentPlan(context.db, request.id)
  const revision = await captureRevision(context, request.project, request.openedById)
  if (!revision.ok) return revision
  const planned = await planEnvironment(context, request.environment, revision.value, request.upTo)
  if (!planned.ok) return planned
  return transact(context, (tx) =>
    replace(tx, context, actor, request, before, revision.value, planned.value),
  )
}

/** The plan that approvals count for; null when none could be made yet. */
export function currentPlan(db: Prisma.TransactionClient, deployRequestId: string): Promise<PlanRow | null> {
  return db.plan.findFirst({
    where: { deployRequestId, supersededAt: null },
    orderBy: { createdAt: 'desc' },
  })
}

async function replace(
  tx: Prisma.TransactionClient,
  context: Context,
  actor: Actor,
  request: DeployRequestInProject,
  before: PlanRow | null,
  revision: StoredRevision,
  planned: FreshPlan,
): Promise<Result<{ fingerprint: string; changed: boolean }>> {
  // Planning takes its time: a deploy that was asked for meanwhile keeps the request, and its plan.
  const moved = await tx.deployRequest.updateMany({
    where: { id: request.id, state: request.state },
    data: {
      revisionId: revision.id,
      state: 'open',
      sequence: { increment: 1 },
    },
  })
  const current = await currentPlan(tx, request.id)
  const { fingerprint } = planned
  const same = current?.fingerprint === fingerprint
  if (moved.count === 0 || (!same && current?.id !== before?.id)) {
    throw new FailureError(fail('stale_state', 'It changed while the plan was made.').failure)
  }
  if (current && same) {
    await tx.plan.update({
      where: { id: current.id },
      data: { evidence: json(planned.evidence) },
    })
    if (request.state !== 'open') {
      await record(tx, context, actor, request, 'deploy-request.reopened', {
        before: {},
        after: { planFingerprint: fingerprint },
      })
    }
    return ok({ fingerprint, changed: false })
  }
  const because = (current && explainPlanChange(readPlan(current.body), planned.plan)) ?? {
    reason: 'segments',
    explanation: 'The plan is made in another way now.',
    details: [],
  }
  const now = context.clock.now()
  if (current) {
    await tx.plan.update({
      where: { id: current.id },
      data: { supersededAt: now, supersededBy: json(because) },
    })
  }
  await storePlan(tx, context, request.id, planned)
  const voided = await tx.review.updateMany({
    where: {
      deployRequestId: request.id,
      verdict: { not: 'comment' },
      voidedAt: null,
    },
    data: {
      voidedAt: now,
      voidedBecause: [because.explanation, ...because.details].join(' · '),
    },
  })
  await record(tx, context, actor, request, current ? 'plan.superseded' : 'plan.made', {
    before: { planFingerprint: current?.fingerprint ?? null },
    after: { planFingerprint: fingerprint, because, reviewsVoided: voided.count },
  })
  return ok({ fingerprint, changed: true })
}

function record(
  tx: Prisma.TransactionClient,
  context: Context,
  actor: Actor,
  request: DeployRequestInProject,
  action: AuditAction,
  { before, after }: { before: object; after: object },
): Promise<void> {
  return recordAudit(tx, context.clock, {
    actor: auditActor(actor),
    action,
    subject: {
      kind: 'deploy-request',
      id: request.id,
      name: `#${request.number} ${request.title}`,
    },
    projectId: request.projectId,
    environmentId: request.environmentId,
    before: { state: request.state, ...before },
    after: { state: 'open', ...after },
  })
}
