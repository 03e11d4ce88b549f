import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { actsOf, findResolution } from './find-resolution'
import { moveResolution } from './move-resolution'
import { transact } from './transact'

/** Puts a resolution aside that nobody wants any more. Fails: not_permitted, stale_state once it is carried out. */
export async function withdrawResolution(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; resolutionId: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'resolution.propose')
  if (!permitted.ok) return permitted
  const found = await findResolution(context, input)
  if (!found.ok) return found
  const row = found.value
  const { withdraw } = actsOf(actor, row)
  if (!withdraw.allowed) return fail('stale_state', withdraw.because ?? '')
  return transact(context, async (tx) => {
    await moveResolution(tx, row.id, row.state, 'withdrawn')
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'resolution.withdrawn',
      subject: { kind: 'resolution', id: row.id, name: row.title },
      projectId: row.environment.projectId,
      environmentId: row.environmentId,
      before: { state: row.state },
      after: { state: 'withdrawn' },
    })
    return ok()
  })
}
