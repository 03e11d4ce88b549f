import type { Session } from '../databases/database'
import type { WriteMark } from '../domain/snapshot'

/**
 * Reads where a database stands, so that later writes can be told from earlier ones. In a REPEATABLE READ transaction
 * it is the instant of that transaction's snapshot; the statistics are those that had arrived by then.
 */
export async function takeWriteMark(session: Session): Promise<WriteMark> {
  const { rows } = await session.query<Omit<WriteMark, 'tables' | 'lsn'>>(
    `select pg_current_snapshot()::text as snapshot,
       to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       d.oid::int8::float8 as "databaseOid",
       to_char(s.stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "statisticsSince"
     from pg_database d left join pg_stat_database s on s.datid = d.oid where d.datname = current_database()`,
  )
  const row = rows[0]
  if (!row) throw new Error('The current database is not in pg_database.')
  return { ...row, lsn: await logPosition(session), tables: await tableMarks(session) }
}

/** Headgate’s own marks are no data that a restore would lose: the server has told of them by then. */
export async function tableMarks(session: Session): Promise<WriteMark['tables']> {
  const { rows } = await session.query<WriteMark['tables'][number]>(
    `select n.nspname || '.' || c.relname as "table", c.oid::int8::float8 as oid,
       coalesce(pg_relation_filenode(c.oid), 0)::int8::float8 as file,
       coalesce(pg_stat_get_tuples_inserted(c.oid), 0)::float8 as inserted,
       coalesce(pg_stat_get_tuples_updated(c.oid), 0)::float8 as updated,
       coalesce(pg_stat_get_tuples_deleted(c.oid), 0)::float8 as deleted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'headgate')
       and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
     order by n.nspname collate "C", c.relname collate "C"`,
  )
  return rows
}

/** Null where the server keeps it to itself. Inside a transaction a refusal would end that, hence the question first. */
async function logPosition(session: Session): Promise<string | null> {
  const { rows } = await session.query<{ standby: boolean; may: boolean }>(
    `select pg_is_in_recovery() as standby,
       has_function_privilege('pg_current_wal_lsn()', 'EXECUTE') and has_function_privilege('pg_last_wal_replay_lsn()', 'EXECUTE') as may`,
  )
  if (!rows[0]?.may) return null
  const position = rows[0].standby ? 'pg_last_wal_replay_lsn()' : 'pg_current_wal_lsn()'
  const { rows: found } = await session.query<{ lsn: string | null }>(`select ${position}::text as lsn`)
  return found[0]?.lsn ?? null
}

export function xmaxOf(mark: Pick<WriteMark, 'snapshot'>): string {
  return mark.snapshot.split(':')[1] ?? '0'
}
