import type { Context } from '../composition/context'
import { canonicalJson } from '../domain/canonical-json'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { Policy } from '../domain/policy'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'
import { readPolicy } from '../store/read-json'
import { findEnvironment } from './find'
import { gateMarkAt } from './gate-mark-at'
import { transact } from './transact'

export interface ChangePolicy {
  projectSlug: string
  environmentSlug: string
  policy: Policy
  /** The policy that was on the page when it was changed: somebody else's change in between is not overwritten. */
  was: Policy
}

/** Changes what an environment demands of a deploy; gates ask it anew. Fails: not_permitted, not_found, stale_state. */
export async function changePolicy(
  context: Context,
  actor: Actor,
  input: ChangePolicy,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'environment.change-policy')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const { id, name, projectId } = found.value
  const changed = await transact(context, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Environment" WHERE "id" = ${id} FOR UPDATE`
    const before = readPolicy((await tx.environment.findUniqueOrThrow({ where: { id } })).policy)
    if (canonicalJson(before) !== canonicalJson(input.was)) {
      return fail('stale_state', `The policy of ${name} is not the one that you changed.`)
    }
    if (canonicalJson(before) === canonicalJson(input.policy)) return ok()
    await tx.environment.update({ where: { id }, data: { policy: json(input.policy) } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'policy.changed',
      subject: { kind: 'environment', id, name },
      projectId,
      environmentId: id,
      before,
      after: input.policy,
    })
    return ok()
  })
  if (changed.ok) await gateMarkAt(context, { ...found.value, policy: json(input.policy) as never })
  return changed
}
