import type { Session } from '../databases/database'
import { FailureError, fail } from '../domain/failure'
import { markRolledBack } from '../engines/prisma/ledger'

/**
 * Marks the ledger's rows of what was taken back, in the same transaction. Resolves to how many.
 * @throws FailureError where one of them cannot be marked: what takes it back is not committed without its mark.
 */
export async function markAllRolledBack(session: Session, schema: string, ids: string[]): Promise<number> {
  const marked = await markRolledBack(session, schema, ids)
  if (marked === ids.length) return marked
  const why = `Of ${ids.length} rows in the ledger only ${marked} could be marked as rolled back.`
  throw new FailureError(fail('rollback_impossible', why).failure)
}
