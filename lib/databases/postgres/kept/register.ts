import type { KeptCopy, KeptState } from '../../../domain/kept-data'
import { DatabaseError, type Session } from '../../database'
import { ownSchemaSql } from '../own-schema'
import { sealOf } from './seal'

/**
 * Without defaults, checks and functions: whoever made it, writing into it runs nothing. Everybody may read it, and those
 * who may keep copies beside it may write.
 */
const registerSql = `
  CREATE TABLE IF NOT EXISTS headgate.kept_data (
    id uuid PRIMARY KEY, run_id text NOT NULL, keep text NOT NULL, migration text NOT NULL, table_name text NOT NULL,
    columns text[] NOT NULL, key text[] NOT NULL, whole boolean NOT NULL, because text NOT NULL, copy text NOT NULL,
    rows bigint NOT NULL, kept_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, kept_by text NOT NULL,
    state text NOT NULL, xid text NOT NULL, settled text, sequences text NOT NULL,
    place text, begun_xid text, file text, pages_done bigint NOT NULL, rows_done bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS headgate.put_backs (
    deploy text PRIMARY KEY, fingerprint text NOT NULL, parts_done int NOT NULL, schema_fingerprint text NOT NULL,
    rows bigint NOT NULL, at timestamptz NOT NULL);
  GRANT SELECT ON headgate.kept_data, headgate.put_backs TO PUBLIC;
  DO $headgate$
  DECLARE keeper text;
  BEGIN
    FOR keeper IN
      SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
        WHERE n.nspname = 'headgate' AND a.privilege_type = 'CREATE'
      UNION SELECT nspowner::regrole::text FROM pg_catalog.pg_namespace WHERE nspname = 'headgate'
    LOOP
      EXECUTE pg_catalog.format('GRANT INSERT, UPDATE, DELETE ON headgate.kept_data, headgate.put_backs TO %s', keeper);
    END LOOP;
  END $headgate$;
  COMMENT ON TABLE headgate.kept_data IS 'What Headgate copied aside before a deploy destroyed it';
  COMMENT ON TABLE headgate.put_backs IS 'How far a rollback came that puts kept data back step by step';`

interface Found {
  schema: boolean
  may_create: boolean
  may_write: boolean
  may_schema: boolean
  tables: string[]
  foul: string | null
}

/** Asked of the catalog, which refuses nobody. `foul`: a table there runs what somebody else put into it. */
async function look(session: Session): Promise<Found> {
  const { rows } = await session.query<Found>(
    `SELECT n.oid IS NOT NULL AS schema,
       coalesce(pg_catalog.has_schema_privilege(n.oid, 'create'), false) AS may_create,
       NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname IN ('kept_data', 'put_backs')
         AND c.relkind = 'r' AND NOT (pg_catalog.has_table_privilege(c.oid, 'select') AND pg_catalog.has_table_privilege(c.oid, 'insert')
           AND pg_catalog.has_table_privilege(c.oid, 'update') AND pg_catalog.has_table_privilege(c.oid, 'delete'))) AS may_write,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') AS may_schema,
       ARRAY(SELECT c.relname::text FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid
         AND c.relname IN ('kept_data', 'put_backs') AND c.relkind = 'r'
         AND pg_catalog.has_schema_privilege(n.oid, 'usage') AND pg_catalog.has_table_privilege(c.oid, 'select')) AS tables,
       (SELECT pg_catalog.string_agg(c.relname || ' of ' || pg_catalog.pg_get_userbyid(c.relowner), ', ')
         FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname IN ('kept_data', 'put_backs')
         AND (c.relkind <> 'r' OR c.relrowsecurity
           OR EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid)
           OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)
           OR EXISTS (SELECT FROM pg_catalog.pg_attrdef d WHERE d.adrelid = c.oid)
           OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype NOT IN ('p', 'n'))
           OR EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND NOT i.indisprimary))) AS foul
     FROM (SELECT) AS one LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'headgate'`,
  )
  const found = rows[0]
  if (!found) throw new Error('The catalog did not answer.')
  return found
}

/** Whether there is a register that may be read. */
export async function isRegistered(session: Session): Promise<boolean> {
  return (await look(session)).tables.includes('kept_data')
}

/** Whether there is a note of rollbacks under way that may be read. */
export async function hasPutBacks(session: Session): Promise<boolean> {
  return (await look(session)).tables.includes('put_backs')
}

/** Why this role could keep nothing here, and what would help; null: it can. Read-only. */
export async function obstacleToKeeping(session: Session): Promise<string | null> {
  const found = await look(session)
  if (found.foul) {
    return `Of Headgate’s tables in the schema headgate, ${found.foul} would run what was added to it (a trigger, a rule, a default or a policy): take that away first.`
  }
  const may = found.schema ? found.may_create : found.may_schema
  if (may && found.may_write) return null
  const { rows } = await session.query<{ role: string; database: string }>(
    'SELECT pg_catalog.quote_ident(current_user) AS role, pg_catalog.quote_ident(pg_catalog.current_database()) AS database',
  )
  const { role = '', database = '' } = rows[0] ?? {}
  if (may)
    return `The role ${role} may not write what is kept into the register of the schema headgate. Its owner can allow it: GRANT SELECT, INSERT, UPDATE, DELETE ON headgate.kept_data, headgate.put_backs TO ${role}`
  return found.schema
    ? `The role ${role} may not create tables in the schema headgate, where data is kept. Its owner can allow it: GRANT CREATE ON SCHEMA headgate TO ${role}`
    : `The role ${role} may not create the schema headgate, where data is kept. The database’s owner can allow it: GRANT CREATE ON DATABASE ${database} TO ${role}`
}

/** Makes schema and register where they are missing; in the caller's transaction where there is one. Throws `DatabaseError`. */
export async function ensureRegister(session: Session): Promise<void> {
  const found = await look(session)
  if (found.foul !== null) {
    const message = (await obstacleToKeeping(session)) ?? 'The register is not as Headgate makes it.'
    throw new DatabaseError({ sqlstate: '42501', message })
  }
  if (found.tables.length === 2) return
  // IF NOT EXISTS asks for the right to create it all the same.
  const sql = found.schema ? registerSql : `${ownSchemaSql}${registerSql}`
  await session.script(session.inTransaction ? sql : `BEGIN;${sql};COMMIT`)
}

/** A copy with what its keeper alone needs to know. */
export interface Registered extends KeptCopy {
  /** Transaction that copied it, as PostgreSQL's 64-bit id. */
  xid: string
  /** `pg_current_snapshot()` after the deploy's last commit; null: it did not get that far. */
  settled: string | null
  /** As text: `[{ column, value, called }]`. */
  sequences: { column: string; value: string; called: boolean }[]
  /** Where it is put back, as it was before the reverse began. */
  place: { oid: number; columns: Record<string, number> } | null
  begunXid: string | null
  /** File of the copy that `pagesDone` is about. */
  file: string | null
  pagesDone: number
  rowsDone: number
}

/** Others may write there: what no deploy would leave is no copy. */
const isCopy = `copy ~ '^kept_[0-9a-f]{32}$' AND copy = 'kept_' || replace(id::text, '-', '')
  AND state IN ('kept', 'putting_back', 'put_back')
  AND CASE WHEN coalesce(array_ndims(columns), 1) = 1 AND coalesce(array_ndims(key), 1) = 1
    THEN array_position(columns, NULL) IS NULL AND array_position(key, NULL) IS NULL ELSE false END
  AND kept_at BETWEEN '2000-01-01' AND '2999-12-31' AND expires_at BETWEEN '2000-01-01' AND '3999-12-31'
  AND xid ~ '^[0-9]{1,19}$' AND coalesce(begun_xid, '0') ~ '^[0-9]{1,19}$' AND coalesce(settled, '1:1:') ~ '^[0-9]+:[0-9]+:[0-9,]*$'`

type Row = Omit<Registered, 'sequences' | 'place'> & { sequences: string; place: string | null }

/** The newest first; all of them, or those of `ids`. */
export async function readRegister(session: Session, ids: string[] | null = null): Promise<Registered[]> {
  if (!(await isRegistered(session))) return []
  const { rows } = await session.query<Row>(
    `SELECT id::text, run_id AS "runId", keep, migration, table_name AS "table", columns, key, whole, because, copy,
       rows::float8 AS rows, ${iso('kept_at')} AS "keptAt", ${iso('expires_at')} AS "expiresAt", kept_by AS "keptBy",
       state, xid, settled, sequences, place, begun_xid AS "begunXid", file,
       pages_done::float8 AS "pagesDone", rows_done::float8 AS "rowsDone",
       (SELECT pg_catalog.pg_total_relation_size(c.oid)::float8 FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'headgate' AND c.relname = copy AND c.relkind = 'r'
            AND pg_catalog.right(pg_catalog.obj_description(c.oid, 'pg_class'), 66) = '[' || ${sealOf} || ']') AS bytes
     FROM headgate.kept_data WHERE ${isCopy} AND ($1::uuid[] IS NULL OR id = ANY ($1::uuid[]))
     ORDER BY kept_at DESC, id`,
    [ids],
  )
  return rows.map(({ sequences, place, ...row }) => ({
    ...row,
    sequences: row.bytes === null ? [] : JSON.parse(sequences),
    place: placeOf(place),
  }))
}

/** It is not sealed: what is no place counts as none. */
function placeOf(text: string | null): Registered['place'] {
  try {
    const { oid, columns } = JSON.parse(text ?? '{}')
    return typeof oid === 'number' && typeof columns === 'object' && columns !== null
      ? { oid, columns }
      : null
  } catch {
    return null
  }
}

/** Without what is for keepers alone. */
export function keptCopy(row: Registered): KeptCopy {
  const { id, runId, keep, migration, table, columns, key, whole, because, copy } = row
  const { rows, bytes, keptAt, expiresAt, keptBy, state } = row
  const what = { id, runId, keep, migration, table, columns, key, whole, because, copy }
  return { ...what, rows, bytes, keptAt, expiresAt, keptBy, state }
}

export async function setState(session: Session, id: string, state: KeptState): Promise<void> {
  await session.query('UPDATE headgate.kept_data SET state = $2 WHERE id = $1', [id, state])
}

function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
