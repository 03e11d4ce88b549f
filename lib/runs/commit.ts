import type { Session } from '../databases/database'
import { FailureError, fail } from '../domain/failure'

/**
 * Commits. A server that takes everything back instead says so by the command's tag alone. `what` begins the sentence
 * that is said then.
 * @throws FailureError with `statement_failed`, DatabaseError
 */
export async function commit(session: Session, what: string): Promise<void> {
  const { commands } = await session.script('COMMIT')
  if (commands.at(-1)?.tag === 'COMMIT') return
  const why = `${what}: the server took it back instead of committing it.`
  throw new FailureError(fail('statement_failed', why).failure)
}
