import type { Session } from '../databases/database'
import { countOf } from '../domain/count-words'
import { foreignSessions, isPassing, preparedTransactions, sessionsInWords } from './foreign-sessions'
import type { Maintenance } from './maintenance'

export interface SwapObstacles {
  /** Why the database cannot be exchanged for another one. */
  obstacles: string[]
  /** What does not stop it, but should be known. */
  notes: string[]
}

/** Asks everything that exchanging database `name` for another will need. */
export async function swapObstacles(maintenance: Maintenance, name: string): Promise<SwapObstacles> {
  const { session, role, superuser, createDatabase } = maintenance
  const obstacles: string[] = []
  const notes: string[] = []
  const { rows } = await session.query<{ owner: string; owns: boolean; template: boolean }>(
    `select pg_get_userbyid(datdba)::text as owner, pg_has_role(datdba, 'USAGE') as owns, datistemplate as template
     from pg_database where datname = $1`,
    [name],
  )
  const row = rows[0]
  if (!row) return { obstacles: [`The server has no database ${name}.`], notes }
  if (!superuser && !createDatabase)
    obstacles.push(`The user ${role} lacks CREATEDB, which creating and renaming a database need.`)
  if (!superuser && !row.owns)
    obstacles.push(`The database belongs to ${row.owner}; the user ${role} may not rename it.`)
  if (row.template) obstacles.push(`${name} is a template database.`)
  const prepared = await preparedTransactions(session, name)
  if (prepared.length > 0)
    obstacles.push(`Prepared transactions are open: ${prepared.join(', ')}. Commit or roll them back.`)
  const untouchable = superuser ? [] : await sessionsNotOurs(maintenance, name)
  if (untouchable.length > 0) {
    obstacles.push(
      `The user ${role} may not end the sessions of ${untouchable.join(', ')}: ask for pg_signal_backend.`,
    )
  }
  const sessions = (await foreignSessions(session, name)).filter((each) => !isPassing(each))
  if (sessions.length > 0) {
    notes.push(`The exchange ends ${countOf(sessions.length, 'open session')}: ${sessionsInWords(sessions)}.`)
  }
  const { rows: slots } = await session.query<{ slot: string }>(
    'select slot_name::text as slot from pg_replication_slots where database = $1',
    [name],
  )
  if (slots.length > 0) {
    notes.push(
      `Logical replication slots stay with the database that is replaced: ${slots.map(({ slot }) => slot).join(', ')}.`,
    )
  }
  notes.push(...(await leftBehind(session, name)))
  return { obstacles, notes }
}

/** What belongs to the database, and is in no snapshot as it is. */
async function leftBehind(session: Session, name: string): Promise<string[]> {
  const { rows } = await session.query<{ subscriptions: string | null; tablespace: string | null }>(
    `select (select string_agg(subname::text, ', ' order by subname) from pg_subscription where subdbid = d.oid) as subscriptions,
       (select spcname::text from pg_tablespace where oid = d.dattablespace and spcname <> 'pg_default') as tablespace
     from pg_database d where datname = $1`,
    [name],
  )
  const { subscriptions = null, tablespace = null } = rows[0] ?? {}
  return [
    ...(subscriptions
      ? [
          `Subscriptions go on in the database that is replaced, and not in the one that is live then: ${subscriptions}. Disable them there, and make them again.`,
        ]
      : []),
    ...(tablespace
      ? [`The database lies in the tablespace ${tablespace}; a dump comes back in the server’s own.`]
      : []),
  ]
}

async function sessionsNotOurs({ session }: Maintenance, name: string): Promise<string[]> {
  const { rows } = await session.query<{ role: string }>(
    `select distinct a.usename::text as role from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
     where a.datname = $1 and (r.rolsuper or not (pg_has_role(a.usesysid, 'USAGE') or pg_has_role('pg_signal_backend', 'USAGE')))`,
    [name],
  )
  return rows.map(({ role }) => role)
}
