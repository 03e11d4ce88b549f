import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { findEnvironment } from './find'
import { observeEnvironment } from './observe-environment'
import { transact } from './transact'

/** What was left as it is counts as drift again. Looks at the environment afterwards. */
export async function stopIgnoringDrift(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; environmentSlug: string; key: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'drift.ignore')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const { id, name, projectId } = found.value
  const stopped = await transact(context, async (tx) => {
    const row = await tx.ignoredDrift.findUnique({
      where: { environmentId_key: { environmentId: id, key: input.key } },
    })
    if (!row) return fail('stale_state', `${input.key} is not ignored any more.`)
    await tx.ignoredDrift.delete({ where: { id: row.id } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'drift.not-ignored',
      subject: { kind: 'environment', id, name },
      projectId,
      environmentId: id,
      before: { key: row.key, reason: row.reason },
    })
    return ok()
  })
  if (stopped.ok) await observeEnvironment(context, actor, input)
  return stopped
}
