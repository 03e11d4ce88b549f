import type { Context } from '../composition/context'
import type { AuditAction } from '../domain/audit-words'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { countAttempt } from '../store/attempts'
import { recordAudit } from '../store/audit'
import { hashPassword, verifyPassword } from '../store/password'
import { transact } from './transact'

/** An administrator gives somebody a new password; all sessions of that person end. Fails: not_permitted, not_found. */
export async function resetPassword(
  context: Context,
  actor: Actor,
  input: { personId: string; password: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'people.manage')
  if (!permitted.ok) return permitted
  return setPassword(context, actor, input.personId, input.password, 'person.password-reset')
}

/** One's own password; all sessions end, this one too. Fails: invalid_input for a wrong current one, too_many_attempts. */
export async function changeOwnPassword(
  context: Context,
  actor: Actor,
  input: { current: string; password: string },
): Promise<Result<void>> {
  const { db, clock } = context
  const attempt = await countAttempt(db, clock, `password ${actor.id}`, { max: 10, windowMs: 15 * 60_000 })
  if (!attempt.allowed)
    return fail('too_many_attempts', 'The current password was wrong ten times in 15 min.')
  const account = await db.account.findFirst({ where: { userId: actor.id, providerId: 'credential' } })
  if (!account?.password || !(await verifyPassword(account.password, input.current))) {
    return fail('invalid_input', 'The current password is another one.', {
      fields: { current: ['This is not it.'] },
    })
  }
  return setPassword(context, actor, actor.id, input.password, 'person.password-changed')
}

async function setPassword(
  context: Context,
  actor: Actor,
  id: string,
  password: string,
  action: AuditAction,
) {
  const hashed = await hashPassword(password)
  return transact(context, async (tx) => {
    const person = await tx.user.findUnique({ where: { id } })
    if (!person) return fail('not_found', 'There is no such person.')
    await tx.account.updateMany({
      where: { userId: id, providerId: 'credential' },
      data: { password: hashed },
    })
    await tx.session.deleteMany({ where: { userId: id } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action,
      subject: { kind: 'person', id, name: person.name },
    })
    return ok()
  })
}
