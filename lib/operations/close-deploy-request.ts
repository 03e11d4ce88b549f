import type { Context } from '../composition/context'
import { deployRequestMove, deployRequestSentence } from '../domain/deploy-request-transition'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { findDeployRequest } from './find'

/** Closes a deploy request that will not be deployed. What was deployed stays as it is. */
export async function closeDeployRequest(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; number: number },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'deploy-request.close')
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  if (deployRequestMove(request.state, 'closed') === null) {
    return fail('stale_state', deployRequestSentence(request.state))
  }
  return context.db.$transaction(async (tx) => {
    const moved = await tx.deployRequest.updateMany({
      where: { id: request.id, state: request.state },
      data: {
        state: 'closed',
        closedAt: context.clock.now(),
        sequence: { increment: 1 },
      },
    })
    if (moved.count === 0) return fail('stale_state', 'It changed while you closed it.')
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'deploy-request.closed',
      subject: {
        kind: 'deploy-request',
        id: request.id,
        name: `#${request.number} ${request.title}`,
      },
      projectId: request.projectId,
      environmentId: request.environmentId,
      before: { state: request.state },
      after: { state: 'closed' },
    })
    return ok()
  })
}
