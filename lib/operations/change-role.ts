import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo, type Role } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { guardAdministrators } from './guard-administrators'
import { transact } from './transact'

export interface ChangeRole {
  personId: string
  role: Role
  /** The role that was on the page. */
  was: Role
}

/** Takes effect with the person's next request. Fails: not_permitted, not_found, stale_state, last_administrator. */
export async function changeRole(context: Context, actor: Actor, input: ChangeRole): Promise<Result<void>> {
  const permitted = mayDo(actor, 'people.manage')
  if (!permitted.ok) return permitted
  const { personId: id, role, was } = input
  return transact(context, async (tx) => {
    if (was === 'administrator' && role !== was) await guardAdministrators(tx, id)
    const changed = await tx.user.updateMany({ where: { id, role: was }, data: { role } })
    const person = await tx.user.findUnique({ where: { id } })
    if (!person) return fail('not_found', 'There is no such person.')
    if (changed.count === 0) return fail('stale_state', `${person.name} is ${person.role} by now.`)
    if (role === was) return ok()
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'person.role-changed',
      subject: { kind: 'person', id, name: person.name },
      before: { role: was },
      after: { role },
    })
    return ok()
  })
}
