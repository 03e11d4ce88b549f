import pg from 'pg'
import type { Session } from '../databases/database'
import type { Policy } from '../domain/policy'

/** The policy's limits, and how texts are read, as settings of a run's session. */
export function guardSettings(policy: Policy): Record<string, string> {
  return {
    lock_timeout: `${policy.lockTimeoutMs}`,
    statement_timeout: `${policy.statementTimeoutMs}`,
    idle_in_transaction_session_timeout: `${policy.idleInTransactionTimeoutMs}`,
    // As the parser reads that cut the script into statements, whatever the role's own default is.
    standard_conforming_strings: 'on',
  }
}

/** What else a session had set when it was opened, and must have again before each migration. */
export type HomeSettings = Record<string, string>

/** Reads them while the session is still as it was opened. */
export async function readHomeSettings(session: Session): Promise<HomeSettings> {
  const { rows } = await session.query<{ search_path: string; client_connection_check_interval: string }>(
    `SELECT current_setting('search_path') AS search_path,
       current_setting('client_connection_check_interval') AS client_connection_check_interval`,
  )
  return { ...rows[0] }
}

/**
 * Brings the session back to where it began, between two migrations: a script may have set a timeout, emptied
 * `search_path`, changed the role or left a temporary table. One by one, since DISCARD ALL would drop the locks.
 */
export async function resetSession(session: Session, policy: Policy, home: HomeSettings): Promise<void> {
  await session.script(resetScript(policy, home))
}

/** The same as a text, to be sent along with something else; outside of a transaction block. */
export function resetScript(policy: Policy, home: HomeSettings): string {
  const settings = Object.entries({ ...home, ...guardSettings(policy) })
  return [
    'RESET SESSION AUTHORIZATION',
    'RESET ROLE',
    'RESET ALL',
    'CLOSE ALL',
    'UNLISTEN *',
    'DISCARD TEMP',
    'DISCARD SEQUENCES',
    `SELECT ${settings.map(([name, value]) => `pg_catalog.set_config('${name}', ${pg.escapeLiteral(value)}, false)`).join()}`,
  ].join(';')
}
