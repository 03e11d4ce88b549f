import { DatabaseError, type Session } from '../databases/database'

/** A lock was not granted in time (55P03), or PostgreSQL chose us to end a deadlock (40P01). */
export function isLockFailure(error: unknown): boolean {
  return (
    error instanceof DatabaseError && (error.info.sqlstate === '55P03' || error.info.sqlstate === '40P01')
  )
}

/** The connection is gone: what the server did with the last command is not known. */
export function isConnectionLoss(error: unknown, session: Session): boolean {
  if (session.closed) return true
  if (!(error instanceof DatabaseError)) return false
  const { sqlstate } = error.info
  return sqlstate === null || /^(08|57P0[1-5])/.test(sqlstate) || sqlstate === '25P03'
}

/** Milliseconds before attempt `attempt + 1`: 0.5 s, 1 s, 2 s… up to 30 s, each up to half longer by chance. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  return Math.round(Math.min(500 * 2 ** (attempt - 1), 30_000) * (1 + random() / 2))
}
