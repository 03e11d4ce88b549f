import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { guardAdministrators } from './guard-administrators'
import { transact } from './transact'

/** Switches an account off, which ends its sessions, or on again. What the person did stays. */
export async function switchPerson(
  context: Context,
  actor: Actor,
  input: { personId: string; enabled: boolean },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'people.manage')
  if (!permitted.ok) return permitted
  const { personId: id, enabled } = input
  return transact(context, async (tx) => {
    if (!enabled) await guardAdministrators(tx, id)
    const changed = await tx.user.updateMany({
      where: { id, disabledAt: enabled ? { not: null } : null },
      data: { disabledAt: enabled ? null : context.clock.now() },
    })
    const person = await tx.user.findUnique({ where: { id } })
    if (!person) return fail('not_found', 'There is no such person.')
    if (changed.count === 0)
      return fail('stale_state', `${person.name} is switched ${enabled ? 'on' : 'off'} already.`)
    if (!enabled) await tx.session.deleteMany({ where: { userId: id } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: enabled ? 'person.enabled' : 'person.disabled',
      subject: { kind: 'person', id, name: person.name },
      before: { enabled: !enabled },
      after: { enabled },
    })
    return ok()
  })
}
