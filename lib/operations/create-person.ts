import { randomUUID } from 'node:crypto'
import type { Context } from '../composition/context'
import type { Clock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { NewPerson } from '../domain/person'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import type { Prisma } from '../store/generated/client'
import { hashPassword } from '../store/password'

/** Adds somebody who can then sign in. Fails: not_permitted, email_taken. */
export async function createPerson(
  context: Context,
  actor: Actor,
  person: NewPerson,
): Promise<Result<{ id: string }>> {
  const permitted = mayDo(actor, 'people.manage')
  if (!permitted.ok) return permitted
  return context.db.$transaction((tx) => insertPerson(tx, context.clock, auditActor(actor), person))
}

/** The rows of a person and the event that tells of it. */
export async function insertPerson(
  tx: Prisma.TransactionClient,
  clock: Clock,
  by: { id: string | null; name: string },
  person: NewPerson,
): Promise<Result<{ id: string }>> {
  const { name, role } = person
  const email = person.email.toLowerCase()
  const id = randomUUID()
  const row = {
    id,
    name,
    email,
    role,
    emailVerified: true,
    updatedAt: clock.now(),
  }
  // Not caught from the unique index: an error inside the transaction would end it.
  const created = await tx.user.createMany({
    data: [row],
    skipDuplicates: true,
  })
  if (created.count === 0)
    return fail('email_taken', `${email} belongs to another account.`, {
      fields: { email: ['Taken.'] },
    })
  await tx.account.create({
    data: {
      id: randomUUID(),
      userId: id,
      accountId: id,
      providerId: 'credential',
      password: await hashPassword(person.password),
    },
  })
  await recordAudit(tx, clock, {
    actor: by,
    action: 'person.created',
    subject: { kind: 'person', id, name },
    after: { name, email, role },
  })
  return ok({ id })
}
