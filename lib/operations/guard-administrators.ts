import { FailureError, fail } from '../domain/failure'
import type { Prisma } from '../store/generated/client'

/**
 * Throws `last_administrator` when nobody but `personId` could administer Headgate. Locks the administrators' rows,
 * so that two who take the right from each other at the same moment do not both succeed.
 */
export async function guardAdministrators(tx: Prisma.TransactionClient, personId: string): Promise<void> {
  const administrators = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "User" WHERE "role" = 'administrator' AND "disabledAt" IS NULL ORDER BY "id" FOR UPDATE`
  if (administrators.some((person) => person.id !== personId)) return
  throw new FailureError(
    fail('last_administrator', 'This is the only administrator who can sign in.').failure,
  )
}
