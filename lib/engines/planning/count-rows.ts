import pg from 'pg'
import { DatabaseError, type Session } from '../../databases/database'

export interface Counted {
  /** Rows that meet the condition; null: not counted within the time that is allowed. */
  count: number | null
  /** Null: nobody knows. */
  of: number | null
  exact: boolean
}

const COUNT_TIMEOUT_MS = 4_000

/** `"schema"."table"` of a `schema.table` from the catalog. */
export function quoted(table: string): string {
  const dot = table.indexOf('.')
  return `${pg.escapeIdentifier(table.slice(0, dot))}.${pg.escapeIdentifier(table.slice(dot + 1))}`
}

/** Where policies would hide rows, the server refuses instead: a count of those that are left is none. */
const beginSql = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}; SET LOCAL row_security = off`

/**
 * Counts the rows of a live table, and those for which `condition` (SQL over its columns) holds. Read-only and bounded
 * in time: a table too large to be counted falls back to the planner's estimate, and says so.
 */
export async function countRows(session: Session, table: string, condition = 'true'): Promise<Counted> {
  try {
    await session.script(beginSql)
    const { rows } = await session.query<{ all: string; matching: string }>(
      `SELECT count(*) AS all, count(*) FILTER (WHERE ${condition}) AS matching FROM ${quoted(table)}`,
    )
    await session.script('COMMIT')
    return {
      count: Number(rows[0]?.matching ?? 0),
      of: Number(rows[0]?.all ?? 0),
      exact: true,
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    // 57014: our own timeout. Anything else (no right to read) leaves the estimate as well, never a wrong count.
    const of = await estimate(session, table)
    return { count: condition === 'true' ? of : null, of, exact: false }
  }
}

/** How many values (or combinations) stand in several rows; null when that cannot be counted in time. */
export async function countRepeated(
  session: Session,
  table: string,
  columns: string[],
): Promise<number | null> {
  const names = columns.map((column) => pg.escapeIdentifier(column))
  try {
    await session.script(beginSql)
    const { rows } = await session.query<{ repeated: string }>(
      `SELECT count(*) AS repeated FROM (
         SELECT 1 FROM ${quoted(table)} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')}
         GROUP BY ${names.join(', ')} HAVING count(*) > 1) AS several`,
    )
    await session.script('COMMIT')
    return Number(rows[0]?.repeated ?? 0)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    return null
  }
}

/** The planner's; null where it has none, or one of no rows: only a count may say that there are none. */
async function estimate(session: Session, table: string): Promise<number | null> {
  const { rows } = await session.query<{ rows: string | null }>(
    `SELECT CASE WHEN reltuples > 0 THEN reltuples::bigint END AS rows
     FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)`,
    [quoted(table)],
  )
  const found = rows[0]?.rows ?? null
  return found === null ? null : Number(found)
}
