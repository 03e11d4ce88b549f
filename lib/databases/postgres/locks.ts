import type { LockHolder } from '../../domain/database-error'
import { DatabaseError, type Session } from '../database'

/** What the port calls a holder, read from pg_stat_activity `a`. */
const activity = `a.usename::text as "user", nullif(a.application_name, '') as application,
  nullif(nullif(a.query, ''), '<insufficient privilege>') as query,
  to_char(coalesce(a.xact_start, a.state_change, a.backend_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since`

interface HolderRow extends Omit<LockHolder, 'mode' | 'object'> {
  mode: string | null
  object: string | null
}

/** Who holds or waits before `pid`, with the lock that is in the way. A prepared transaction has pid 0. */
export async function blockers(session: Session, pid: number): Promise<LockHolder[]> {
  const { rows } = await session.query<HolderRow>(
    `with wanted as (select * from pg_locks where pid = $1 and not granted limit 1),
       before as (select distinct b.pid from unnest(pg_blocking_pids($1)) b(pid))
     select b.pid, ${activity}, l.mode, coalesce(l.relation::regclass::text, l.locktype) as object
     from before b
     left join pg_stat_activity a on a.pid = b.pid
     left join lateral (
       select l.mode, l.relation, l.locktype from pg_locks l, wanted w
       where l.pid is not distinct from nullif(b.pid, 0) and l.locktype = w.locktype
         and l.database is not distinct from w.database and l.relation is not distinct from w.relation
         and l.classid is not distinct from w.classid and l.objid is not distinct from w.objid
         and l.objsubid is not distinct from w.objsubid and l.transactionid is not distinct from w.transactionid
       order by l.granted desc limit 1) l on true
     order by l.mode is null, since`,
    [pid],
  )
  return rows.map(toHolder)
}

/** Who waits for `pid`, directly or behind another one that does. From `pg_locks`, which shows every role's waits. */
export async function blocked(session: Session, pid: number): Promise<LockHolder[]> {
  const { rows } = await session.query<HolderRow>(
    `with recursive waiting as (
       select w.pid, pg_blocking_pids(w.pid) as by
       from (select distinct pid from pg_locks where not granted and pid <> $1) w),
     behind(pid) as (
       select pid from waiting where $1 = any(by)
       union select w.pid from behind b join waiting w on b.pid = any(w.by))
     select a.pid, a.usename::text as "user", nullif(a.application_name, '') as application,
       nullif(nullif(a.query, ''), '<insufficient privilege>') as query, l.mode,
       coalesce(l.relation::regclass::text, case l.locktype when 'advisory' then 'advisory lock' else l.locktype end) as object,
       to_char(coalesce(l.waitstart, a.query_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since
     from behind join pg_stat_activity a using (pid)
       left join lateral (select * from pg_locks l where l.pid = a.pid and not l.granted limit 1) l on true
     where coalesce(a.backend_type, 'client backend') = 'client backend'
     order by since`,
    [pid],
  )
  return rows.map(toHolder)
}

/** Who holds the advisory lock of one bigint key in this database, as `pg_advisory_lock(bigint)` takes it. */
export async function advisoryHolders(session: Session, key: bigint): Promise<LockHolder[]> {
  const { rows } = await session.query<HolderRow>(
    `select l.pid, ${activity}, l.mode, 'advisory lock ' || $1 as object
     from pg_locks l left join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and l.database = (select oid from pg_database where datname = current_database())
       and (l.classid::int8 << 32 | l.objid::int8) = $1::int8
     order by l.pid`,
    [key.toString()],
  )
  return rows.map(toHolder)
}

/** Ends a backend if it is still the one that started then. True when it is gone; false when it lives or is not ours to end. */
export async function endBackend(session: Session, pid: number, startedAt: string): Promise<boolean> {
  // A pid is given out again; together with its start it names one backend. Milliseconds, since some clocks keep no more.
  const same = `pid = $1 and date_trunc('milliseconds', backend_start) = date_trunc('milliseconds', $2::timestamptz)`
  try {
    const { rows } = await session.query<{ gone: boolean }>(
      `select pg_terminate_backend(pid, 5000) as gone from pg_stat_activity where ${same}`,
      [pid, startedAt],
    )
    if (rows[0]?.gone) return true
  } catch (error) {
    if (!(error instanceof DatabaseError && error.info.sqlstate === '42501')) throw error
  }
  const { rows } = await session.query(`select from pg_stat_activity where ${same}`, [pid, startedAt])
  return rows.length === 0
}

function toHolder({ mode, object, ...row }: HolderRow): LockHolder {
  return { ...row, ...(mode ? { mode } : {}), ...(object ? { object } : {}) }
}
