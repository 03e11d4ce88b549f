import type { Session } from '../databases/database'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'

/** Ends whatever transaction there is, and returns to the role that the run began with. */
export async function rollBack(session: Session): Promise<void> {
  await lookAfterwards(session, () => session.script('ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE'))
}

/** What is asked once the work is over: a connection that is gone by then leaves the work's outcome to be looked up. */
export async function lookAfterwards<T>(session: Session, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    throw error
  }
}
