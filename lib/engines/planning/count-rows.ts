import pg from 'pg'
import { DatabaseError, type Session } from '../../databases/database'

export interface Counted {
  /** Rows that meet the condition; null: not counted within the time that is allowed. */
  count: number | null
  of: number
  exact: boolean
}

const COUNT_TIMEOUT_MS = 4_000

/** `"schema"."table"` of a `schema.table` from the catalog. */
export function quoted(table: string): string {
  const dot = table.indexOf('.')
  return `${pg.escapeIdentifier(table.slice(0, dot))}.${pg.escapeIdentifier(table.slice(dot + 1))}`
}

/**
 * Counts the rows of a live table, and those for which `condition` (SQL over its columns) holds. Read-only and bounded
 * in time: a table too large to be counted falls back to the planner's estimate, and says so.
 */
export async function countRows(session: Session, table: string, condition = 'true'): Promise<Counted> {
  try {
    await session.script(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`)
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
    return {
      count: condition === 'true' ? await estimate(session, table) : null,
      of: await estimate(session, table),
      exact: false,
    }
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
    await session.script(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`)
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

async function estimate(session: Session, table: string): Promise<number> {
  const { rows } = await session.query<{ rows: string }>(
    'SELECT greatest(reltuples, 0)::bigint AS rows FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)',
    [quoted(table)],
  )
  return Number(rows[0]?.rows ?? 0)
}
