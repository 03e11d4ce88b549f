import { DatabaseError } from '../databases/database'
import { type FailureCode, FailureError, fail } from '../domain/failure'

const codesOf: Record<string, FailureCode> = { '42501': 'rights_missing', '57P01': 'connection_lost' }

/** Turns what a session threw into a failure; what is not a database's answer is thrown on. */
export function databaseFailure(error: unknown, otherwise: FailureCode, doing: string) {
  if (error instanceof FailureError) return { ok: false as const, failure: error.failure }
  if (!(error instanceof DatabaseError)) throw error
  const { message, detail, sqlstate } = error.info
  const code = (sqlstate && codesOf[sqlstate]) || otherwise
  return fail(code, `${doing}: ${message}${detail ? ` (${detail})` : ''}`, { database: error.info })
}
