import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { DatabaseError, type Session } from '../../databases/database'
import type { LedgerRow } from '../../domain/migration'

/** The session advisory lock that Prisma takes around everything that writes its ledger. */
export const PRISMA_LOCK_KEY = 72707369n

export interface Ledger {
  exists: boolean
  /** Where the table is, or where Prisma would create it: the session's first existing schema. */
  schema: string
  /** In Prisma's order: by `started_at`. */
  rows: LedgerRow[]
}

/** Stands for no time at all: rows that were written by hand hold anything that their table allows. */
const earliest = '0001-01-01T00:00:00.000000Z'

/**
 * Reads the ledger that unqualified `_prisma_migrations` means in this session, as Prisma finds it. Pass `schema`
 * where a script may have emptied `search_path` since. Throws `DatabaseError`.
 */
export async function readLedger(session: Session, schema?: string): Promise<Ledger> {
  if (!session.inTransaction) return (await readAtOnce(session, schema)) ?? (await whereToBe(session, schema))
  // A refused statement would end the transaction.
  const place = await locate(session, schema)
  return (place.exists && (await readAtOnce(session, place.schema))) || { ...place, exists: false, rows: [] }
}

/** One round trip, with the table's place beside each row. Null: there is none. */
async function readAtOnce(session: Session, schema?: string): Promise<Ledger | null> {
  const { rows } = await session
    .query<{ schema: string } & { [Field in keyof LedgerRow]: LedgerRow[Field] | null }>(
      `SELECT place.schema, l.id, coalesce(l.checksum, '') AS checksum, coalesce(l.migration_name, '') AS name,
         coalesce(${iso('l.started_at')}, ${iso('l.finished_at')}, '${earliest}') AS "startedAt",
         ${iso('l.finished_at')} AS "finishedAt", ${iso('l.rolled_back_at')} AS "rolledBackAt",
         l.logs, coalesce(l.applied_steps_count, 0) AS "appliedStepsCount"
       FROM (SELECT n.nspname AS schema
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = pg_catalog.to_regclass($1)) AS place
         LEFT JOIN ${schema === undefined ? '_prisma_migrations' : ledgerTable(schema)} AS l ON true
       ORDER BY l.started_at, l.migration_name`,
      [schema === undefined ? '_prisma_migrations' : ledgerTable(schema)],
    )
    .catch((error: unknown) => {
      const code = error instanceof DatabaseError ? error.info.sqlstate : null
      // No such table, or no such schema.
      if (code === '42P01' || code === '3F000') return { rows: [] }
      if (code === '42703' && error instanceof DatabaseError) throw notOurs(error)
      throw error
    })
  const [first] = rows
  if (!first) return null
  const read = rows.flatMap(({ schema: _, ...row }) => (row.id === null ? [] : [row as LedgerRow]))
  return { exists: true, schema: first.schema, rows: read }
}

/** A table of that name, and not of that shape. */
function notOurs({ info }: DatabaseError): DatabaseError {
  return new DatabaseError({
    ...info,
    message: `_prisma_migrations is not as Prisma makes it: ${info.message}`,
  })
}

async function whereToBe(session: Session, schema?: string): Promise<Ledger> {
  return { ...(await locate(session, schema)), exists: false, rows: [] }
}

/** `schema._prisma_migrations`, quoted. */
export function ledgerTable(schema: string): string {
  return `${pg.escapeIdentifier(schema)}._prisma_migrations`
}

/** Prisma's own definition of the table. Fails when it exists, as Prisma's does. */
export function createLedgerSql(schema: string): string {
  return `CREATE TABLE ${ledgerTable(schema)} (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`
}

/** An id of the shape that Prisma writes. */
export function newRowId(): string {
  return randomUUID()
}

/** Announces a migration: from here on the row is a failed one for Prisma, until it is finished or taken back. */
export async function insertRow(
  session: Session,
  schema: string,
  row: { id: string; checksum: string; name: string },
): Promise<void> {
  // clock_timestamp(): a chain of migrations in one transaction keeps its order.
  await session.query(
    `INSERT INTO ${ledgerTable(schema)} (id, checksum, migration_name, started_at)
     VALUES ($1, $2, $3, clock_timestamp())`,
    [row.id, row.checksum, row.name],
  )
}

/** `steps` is 1 for a script that ran as a whole, which is all that Prisma ever writes. */
export async function finishRow(session: Session, schema: string, id: string, steps = 1): Promise<void> {
  await session.query(
    `UPDATE ${ledgerTable(schema)} SET applied_steps_count = $2, finished_at = clock_timestamp() WHERE id = $1`,
    [id, steps],
  )
}

/**
 * How many parts of an unfinished migration are done, in the transaction of the last of them: whatever happens to
 * whoever counts, this is true. Sent as it is, so that it can be part of a longer text.
 */
export function countStepsSql(schema: string, id: string, steps: number): string {
  return `UPDATE ${ledgerTable(schema)} SET applied_steps_count = ${steps}
    WHERE id = ${pg.escapeLiteral(id)} AND finished_at IS NULL AND rolled_back_at IS NULL`
}

/** A finished row without a run, as `prisma migrate resolve --applied` writes it. */
export async function insertAppliedRow(
  session: Session,
  schema: string,
  row: { id: string; checksum: string; name: string },
): Promise<void> {
  await session.query(
    `INSERT INTO ${ledgerTable(schema)} (id, checksum, migration_name, logs, started_at, finished_at)
     SELECT $1, $2, $3, '', at, at FROM clock_timestamp() AS at`,
    [row.id, row.checksum, row.name],
  )
}

/** The row's migration counts from now on as this text. */
export async function setChecksum(
  session: Session,
  schema: string,
  id: string,
  checksum: string,
): Promise<void> {
  await session.query(`UPDATE ${ledgerTable(schema)} SET checksum = $2 WHERE id = $1`, [id, checksum])
}

/** Leaves the row unfinished and says why in it, as Prisma does for a script that failed. Null: it goes on. */
export async function logRow(
  session: Session,
  schema: string,
  id: string,
  logs: string | null,
): Promise<void> {
  await session.query(`UPDATE ${ledgerTable(schema)} SET logs = $2 WHERE id = $1`, [id, logs])
}

/** The rows stay as a trail; Prisma and Headgate both take their migrations as not applied. Resolves to how many it marked. */
export async function markRolledBack(session: Session, schema: string, ids: string[]): Promise<number> {
  const { rowCount } = await session.query(
    `UPDATE ${ledgerTable(schema)} SET rolled_back_at = clock_timestamp()
     WHERE id = ANY($1::text[]) AND rolled_back_at IS NULL`,
    [ids],
  )
  return rowCount ?? 0
}

/** sha256 (hex) over names and checksums of the applied rows, in the ledger's order. */
export function ledgerFingerprint(rows: LedgerRow[]): string {
  const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  return createHash('sha256')
    .update(JSON.stringify(applied.map((row) => [row.name, row.checksum])))
    .digest('hex')
}

async function locate(session: Session, schema?: string): Promise<{ exists: boolean; schema: string }> {
  const { rows } = await session.query<{ found: string | null; fallback: string | null }>(
    `SELECT (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = pg_catalog.to_regclass($1)) AS found,
       pg_catalog.current_schema() AS fallback`,
    [schema === undefined ? '_prisma_migrations' : ledgerTable(schema)],
  )
  const found = rows[0]?.found ?? null
  return { exists: found !== null, schema: found ?? schema ?? rows[0]?.fallback ?? 'public' }
}

function iso(column: string): string {
  return `CASE WHEN pg_catalog.isfinite(${column})
    THEN pg_catalog.to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    WHEN ${column} > 'epoch' THEN '9999-12-31T23:59:59.999999Z' WHEN ${column} < 'epoch' THEN '${earliest}' END`
}
