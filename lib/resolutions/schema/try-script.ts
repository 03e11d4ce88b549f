import type { Session } from '../../databases/database'
import { ReplayError, replayOne } from '../../engines/planning/replay'
import { planSegments } from '../../sql/segments'

/** Runs a script as a deploy would. Resolves to why it failed, or null; no transaction is left open. */
export async function tryScript(session: Session, name: string, sql: string): Promise<string | null> {
  try {
    await replayOne(session, { name, sql, ...planSegments(sql) })
    return null
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    // The session does not know yet whether it is in a failed transaction; outside of one this does nothing.
    await session.script('ROLLBACK')
    const { message, detail } = error.cause.info
    return detail ? `${message} (${detail})` : message
  }
}
