import type { Session } from '../../databases/database'

/** A table, index or the like, as it is at one moment. */
export interface RelationState {
  /** `schema.name`. */
  name: string
  /** As in `pg_class.relkind`. */
  kind: string
  /** Changes when it is written anew; 0: it has no storage. */
  file: number
}

export interface SessionState {
  /** Byte position of the log. */
  wal: bigint
  /** Of its transaction; null: it has none yet. */
  xid: string | null
  /** Milliseconds since its transaction began. */
  sinceBegin: number
  /** Relation and mode, as in `pg_locks`. */
  locks: [oid: number, mode: string][]
}

/** From inside of the session, in its transaction: catalogs alone are read, by their full names. */
export async function readSessionState(session: Session): Promise<SessionState> {
  const { rows } = await session.query<Omit<SessionState, 'wal'> & { wal: string }>(
    `SELECT (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_catalog.pg_lsn)::pg_catalog.text AS wal,
       pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text AS xid,
       (extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000)::pg_catalog.float8
         AS "sinceBegin",
       (${locksSql('pg_catalog.pg_backend_pid()')}) AS locks`,
  )
  const row = rows[0]
  if (!row) throw new Error('The state of the session has no row.')
  return { ...row, wal: BigInt(row.wal) }
}

/** What another session holds. */
export async function readLocksOf(session: Session, pid: number): Promise<SessionState['locks']> {
  const { rows } = await session.query<Pick<SessionState, 'locks'>>(`SELECT (${locksSql('$1')}) AS locks`, [
    pid,
  ])
  return rows[0]?.locks ?? []
}

function locksSql(pid: string): string {
  return `SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(l.relation::pg_catalog.int8, l.mode)), '[]')
    FROM pg_catalog.pg_locks l WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384 AND l.pid = ${pid}
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`
}

/** By OID; what belongs to no user is left out. */
export async function readRelations(session: Session): Promise<Map<number, RelationState>> {
  const { rows } = await session.query<RelationState & { oid: string }>(
    `SELECT c.oid::pg_catalog.text AS oid, n.nspname || '.' || c.relname AS name, c.relkind::pg_catalog.text AS kind,
       c.relfilenode::pg_catalog.int8::pg_catalog.float8 AS file
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I')
       AND n.nspname <> 'pg_toast' AND n.nspname !~ '^pg_toast_temp_'`,
  )
  return new Map(rows.map(({ oid, ...relation }) => [Number(oid), relation]))
}
