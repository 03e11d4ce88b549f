import type { Session } from '../databases/database'
import type { LockHolder } from '../domain/database-error'

/**
 * Who is connected to database `name`. Application and user are visible to every role. Background workers that
 * PostgreSQL itself sends away (autovacuum) are left out.
 */
export async function foreignSessions(session: Session, name: string): Promise<LockHolder[]> {
  const { rows } = await session.query<LockHolder>(
    `select a.pid, a.usename::text as "user", nullif(a.application_name, '') as application,
       nullif(nullif(a.query, ''), '<insufficient privilege>') as query,
       to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since
     from pg_stat_activity a
     where a.datname = $1 and a.pid <> pg_backend_pid()
       and coalesce(a.backend_type, 'client backend') not like 'autovacuum%'
     order by a.backend_start`,
    [name],
  )
  return rows
}

/** They keep a database from being copied, renamed or dropped as a session does. */
export async function preparedTransactions(session: Session, name: string): Promise<string[]> {
  const { rows } = await session.query<{ gid: string }>(
    'select gid from pg_prepared_xacts where database = $1 order by prepared',
    [name],
  )
  return rows.map(({ gid }) => gid)
}

/** `psql of ada (2 sessions), pgAdmin of olga`. */
export function sessionsInWords(sessions: readonly LockHolder[]): string {
  const counted = new Map<string, number>()
  for (const { application, user } of sessions) {
    const who = `${application ?? 'a program without a name'} of ${user ?? 'an unknown user'}`
    counted.set(who, (counted.get(who) ?? 0) + 1)
  }
  return [...counted].map(([who, count]) => (count === 1 ? who : `${who} (${count} sessions)`)).join(', ')
}

/** What a session of Headgate's calls itself that reads for long and may be ended at any moment. */
export const countingName = 'headgate count'

/** Ends what only counts: a snapshot that waits is worth more. Whoever counted is told so. */
export async function endCounting(session: Session, name: string): Promise<void> {
  await session.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2',
    [name, countingName],
  )
}

/** Headgate's own looks at a database are over in a moment; a run's session is not. */
export function isPassing({ application }: LockHolder): boolean {
  return application?.startsWith('headgate ') === true && !application.startsWith('headgate run')
}
