import type { Context } from '../composition/context'
import { deployRequestSentence } from '../domain/deploy-request-transition'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo, type Permission } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { type DeployRequestInProject, findDeployRequest } from './find'
import { currentPlan } from './refresh-plan'

export interface ReviewInput {
  projectSlug: string
  number: number
  /** The plan that the reviewer had before the eyes. */
  planFingerprint: string
  verdict: 'approve' | 'request_changes' | 'comment'
  body: string
}

const permissionOf: Record<ReviewInput['verdict'], Permission> = {
  approve: 'deploy-request.review',
  request_changes: 'deploy-request.review',
  comment: 'deploy-request.comment',
}
const actionOf = {
  approve: 'review.approved',
  request_changes: 'review.changes-requested',
  comment: 'review.commented',
} as const

/** Approves, asks for changes, or comments. A verdict binds to one plan's fingerprint, and never executes anything. */
export async function reviewDeployRequest(
  context: Context,
  actor: Actor,
  input: ReviewInput,
): Promise<Result<void>> {
  const permitted = mayDo(actor, permissionOf[input.verdict])
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  const refused = await refuse(context, actor, request, input)
  if (refused) return refused
  await context.db.$transaction(async (tx) => {
    const review = await tx.review.create({
      data: {
        deployRequestId: request.id,
        planFingerprint: input.planFingerprint,
        verdict: input.verdict,
        body: input.body,
        userId: actor.id,
        createdAt: context.clock.now(),
      },
    })
    await tx.deployRequest.update({
      where: { id: request.id },
      data: { sequence: { increment: 1 } },
    })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: actionOf[input.verdict],
      subject: {
        kind: 'deploy-request',
        id: request.id,
        name: `#${request.number} ${request.title}`,
      },
      projectId: request.projectId,
      environmentId: request.environmentId,
      after: {
        reviewId: review.id,
        planFingerprint: input.planFingerprint,
        body: input.body,
      },
    })
  })
  return ok()
}

async function refuse(context: Context, actor: Actor, request: DeployRequestInProject, input: ReviewInput) {
  if (input.verdict === 'comment') return null
  if (request.state !== 'open') return fail('stale_state', deployRequestSentence(request.state))
  const plan = await currentPlan(context.db, request.id)
  if (plan?.fingerprint !== input.planFingerprint) {
    return fail('plan_outdated', 'Another plan than the one on your screen is the current one.')
  }
  if (input.verdict !== 'approve') return null
  const revision = await context.db.revision.findUnique({
    where: { id: request.revisionId },
  })
  if (actor.id === request.openedById || actor.id === revision?.authorId) {
    return fail('not_permitted', 'You opened it or brought its files in; somebody else has to approve.')
  }
  return null
}
