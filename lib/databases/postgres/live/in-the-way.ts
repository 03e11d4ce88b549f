import type { InTheWay } from '../../../domain/live-risk'
import type { Session } from '../../database'

/** Transactions younger than this are ordinary traffic. */
const longSeconds = 60
/** An idle one holds its locks and does nothing for them. */
const idleSeconds = 10
const lagSeconds = 30

/** Who would make a deploy wait on these tables, or wait for it, at this moment; the oldest first. */
export async function inTheWay(session: Session, tables: readonly string[]): Promise<InTheWay[]> {
  const found = [
    ...(await transactions(session, tables)),
    ...(await vacuums(session, tables)),
    ...(await prepared(session, tables)),
    ...(await lag(session)),
  ]
  return found.sort((a, b) => b.seconds - a.seconds)
}

interface TransactionRow {
  pid: number
  user: string | null
  application: string | null
  state: string | null
  seconds: number
  tables: string[]
}

async function transactions(session: Session, tables: readonly string[]): Promise<InTheWay[]> {
  const { rows } = await session.query<TransactionRow>(
    `select a.pid, a.usename::text as "user", nullif(a.application_name, '') as application, a.state,
       extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds, ${heldTables('l.pid = a.pid')} as tables
     from pg_stat_activity a
     where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start is not null
       and a.backend_type in ('client backend', 'background worker')
       and a.application_name not like 'headgate%'
     order by a.xact_start`,
    [tables],
  )
  return rows.flatMap((row) => told(row) ?? [])
}

/** A dump holds a lock on every table; others are in the way by their age, or by what they hold. */
function told({ pid, user, application, state, seconds, tables }: TransactionRow): InTheWay | null {
  const idle = state?.startsWith('idle in transaction') === true
  const dumps = /\b(pg_dump|pg_dumpall|pg_restore)\b/.test(application ?? '')
  const who = `${user ?? 'somebody'}${application ? ` (${application})` : ''}`
  const holds = tables.length > 0 ? `, and holds ${tables.join(', ')}` : ''
  const age = ageWords(seconds)
  if (dumps)
    return { kind: 'dump', what: `A dump by ${who} has run for ${age}${holds}.`, tables, pid, seconds }
  if (idle && seconds >= idleSeconds) {
    const what = `${who} has been idle in a transaction that is ${age} old${holds}.`
    return { kind: 'idle_in_transaction', what, tables, pid, seconds }
  }
  if (seconds < longSeconds) return null
  // Without a lock on these tables it still keeps every concurrent index build waiting.
  return {
    kind: 'long_transaction',
    what: `${who} has had a transaction open for ${age}${holds}.`,
    tables,
    pid,
    seconds,
  }
}

async function vacuums(session: Session, tables: readonly string[]): Promise<InTheWay[]> {
  const { rows } = await session.query<{ pid: number; table: string; seconds: number }>(
    `select a.pid, n.nspname || '.' || c.relname as table,
       extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds
     from pg_stat_activity a join pg_stat_progress_vacuum v on v.pid = a.pid
       join pg_class c on c.oid = v.relid join pg_namespace n on n.oid = c.relnamespace
     where v.datname = current_database() and a.query like '%to prevent wraparound%'
       and n.nspname || '.' || c.relname = any($1)`,
    [tables],
  )
  return rows.map(({ pid, table, seconds }) => ({
    kind: 'wraparound_vacuum',
    what: `An autovacuum against wraparound works on ${table} since ${ageWords(seconds)}: it does not give way to locks.`,
    tables: [table],
    pid,
    seconds,
  }))
}

async function prepared(session: Session, tables: readonly string[]): Promise<InTheWay[]> {
  const { rows } = await session.query<{ gid: string; seconds: number; tables: string[] }>(
    `select p.gid, extract(epoch from clock_timestamp() - p.prepared)::float8 as seconds,
       ${heldTables(`l.virtualtransaction = '-1/' || p.transaction::text`)} as tables
     from pg_prepared_xacts p where p.database = current_database()`,
    [tables],
  )
  return rows
    .filter((row) => row.tables.length > 0)
    .map(({ gid, seconds, tables }) => ({
      kind: 'prepared_transaction',
      what: `The prepared transaction ${gid} holds ${tables.join(', ')} since ${ageWords(seconds)}.`,
      tables,
      pid: null,
      seconds,
    }))
}

async function lag(session: Session): Promise<InTheWay[]> {
  const { rows } = await session.query<{ name: string | null; seconds: number | null }>(
    `select nullif(application_name, '') as name, extract(epoch from replay_lag)::float8 as seconds
     from pg_stat_replication where replay_lag is not null`,
  )
  return rows
    .filter(({ seconds }) => (seconds ?? 0) >= lagSeconds)
    .map(({ name, seconds }) => ({
      kind: 'replica_lag',
      what: `The replica ${name ?? ''} is ${ageWords(seconds ?? 0)} behind; a rewrite would add to it.`.replace(
        '  ',
        ' ',
      ),
      tables: [],
      pid: null,
      seconds: seconds ?? 0,
    }))
}

function heldTables(condition: string): string {
  return `coalesce((select array_agg(distinct n.nspname || '.' || c.relname)
    from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
    where ${condition} and l.granted and l.database = (select oid from pg_database where datname = current_database())
      and n.nspname || '.' || c.relname = any($1)), '{}')`
}

function ageWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
