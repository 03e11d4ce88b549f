import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { actsOf, findResolution } from './find-resolution'
import { moveResolution } from './move-resolution'
import { transact } from './transact'

export interface ResolutionInput {
  projectSlug: string
  resolutionId: string
  /** Of what was on the screen. */
  fingerprint: string
}

/** Approves exactly what was proposed; it executes nothing. Fails: not_permitted also for who proposed it, stale_state. */
export async function approveResolution(
  context: Context,
  actor: Actor,
  input: ResolutionInput,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'resolution.approve')
  if (!permitted.ok) return permitted
  const found = await findResolution(context, input)
  if (!found.ok) return found
  const row = found.value
  if (actor.id === row.proposedById) {
    return fail('not_permitted', 'You proposed it; somebody else has to approve.')
  }
  const { approve } = actsOf(actor, row)
  if (!approve.allowed) return fail('stale_state', approve.because ?? '')
  return transact(context, async (tx) => {
    const approvedAt = context.clock.now()
    await moveResolution(tx, row.id, row.state, 'approved', { approvedById: actor.id, approvedAt })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'resolution.approved',
      subject: { kind: 'resolution', id: row.id, name: row.title },
      projectId: row.environment.projectId,
      environmentId: row.environmentId,
      before: { state: row.state },
      after: { state: 'approved', fingerprint: row.fingerprint },
    })
    return ok()
  })
}
