import type { Context } from '../composition/context'
import { deployRequestMove } from '../domain/deploy-request-transition'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { PlanChange } from '../domain/plan'
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

/**
 * Makes the plan anew from the files and the database as they are now. The same facts keep the plan and its approvals
 * and only renew the evidence; other facts replace the plan and void the approvals of the old one.
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
    return fail('stale_state', `The deploy request is ${request.state}.`)
  }
  if (request.state === 'deploying') return fail('run_in_progress', 'It is being deployed.')
  const revision = await captureRevision(context, request.project, request.openedById)
  if (!revision.ok) return revision
  const planned = await planEnvironment(context, request.environment, revision.value, request.upTo)
  if (!planned.ok) return planned
  const current = await currentPlan(context.db, request.id)
  const change = current && explainPlanChange(readPlan(current.body), planned.value.plan)
  await context.db.$transaction((tx) =>
    replace(tx, context, actor, request, revision.value, planned.value, current, change),
  )
  return ok({
    fingerprint: planned.value.fingerprint,
    changed: current?.fingerprint !== planned.value.fingerprint,
  })
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
  revision: StoredRevision,
  planned: FreshPlan,
  current: PlanRow | null,
  change: PlanChange | null,
): Promise<void> {
  const now = context.clock.now()
  await tx.deployRequest.update({
    where: { id: request.id },
    data: {
      revisionId: revision.id,
      state: 'open',
      sequence: { increment: 1 },
    },
  })
  if (current && current.fingerprint === planned.fingerprint) {
    await tx.plan.update({
      where: { id: current.id },
      data: { evidence: json(planned.evidence) },
    })
    return
  }
  const because = change ?? {
    reason: 'segments',
    explanation: 'The plan is made in another way now.',
    details: [],
  }
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
  await recordAudit(tx, context.clock, {
    actor: auditActor(actor),
    action: 'plan.superseded',
    subject: {
      kind: 'deploy-request',
      id: request.id,
      name: `#${request.number} ${request.title}`,
    },
    projectId: request.projectId,
    environmentId: request.environmentId,
    before: { planFingerprint: current?.fingerprint ?? null },
    after: {
      planFingerprint: planned.fingerprint,
      because,
      reviewsVoided: voided.count,
    },
  })
}
