import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { resolutionStateNow } from '../domain/resolution-transition'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import type { Prisma } from '../store/generated/client'
import { approvalsOf, withApprover } from '../store/resolution-approvals'
import { actsOf, findResolution, type ResolutionInProject } from './find-resolution'
import { moveResolution } from './move-resolution'
import { transact } from './transact'

export interface ResolutionInput {
  projectSlug: string
  resolutionId: string
  /** Of what was on the screen. */
  fingerprint: string
}

/**
 * Approves exactly what was proposed; it executes nothing. With as many as the policy wants it becomes approved. Fails:
 * not_permitted also for who proposed it, stale_state also for who approved it already.
 */
export async function approveResolution(
  context: Context,
  actor: Actor,
  input: ResolutionInput,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'resolution.approve')
  if (!permitted.ok) return permitted
  const found = await findResolution(context, input)
  if (!found.ok) return found
  if (actor.id === found.value.proposedById) {
    return fail('not_permitted', 'You proposed it; somebody else has to approve.')
  }
  return transact(context, async (tx) => {
    const row = await readLocked(tx, found.value)
    const { approve } = actsOf(actor, row)
    if (!approve.allowed) return fail('stale_state', approve.because ?? '')
    const approval = await tx.resolutionApproval.create({
      data: { resolutionId: row.id, userId: actor.id, createdAt: context.clock.now() },
      include: withApprover,
    })
    const approvals = approvalsOf({ ...row, approvals: [...row.approvals, approval] })
    const state = resolutionStateNow(row.state, approvals)
    if (state !== row.state) await moveResolution(tx, row.id, row.state, state)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'resolution.approved',
      subject: { kind: 'resolution', id: row.id, name: row.title },
      projectId: row.environment.projectId,
      environmentId: row.environmentId,
      before: { state: row.state },
      after: {
        state,
        fingerprint: row.fingerprint,
        approvals: approvals.given.length,
        wanted: approvals.wanted,
      },
    })
    return ok()
  })
}

/** As it is now. Two who approve at once take turns here, so that the second one counts the first. */
async function readLocked(
  tx: Prisma.TransactionClient,
  { id, environment }: ResolutionInProject,
): Promise<ResolutionInProject> {
  await tx.$queryRaw`SELECT "id" FROM "Resolution" WHERE "id" = ${id} FOR UPDATE`
  const row = await tx.resolution.findUniqueOrThrow({ where: { id } })
  const { policy } = await tx.environment.findUniqueOrThrow({ where: { id: environment.id } })
  const approvals = await tx.resolutionApproval.findMany({
    where: { resolutionId: id },
    include: withApprover,
  })
  return { ...row, approvals, environment: { ...environment, policy } }
}
