import type { Database, Session } from '../../../databases/database'
import type { LiveColumn, LiveTable } from './trail'

/** Of a copy, by the statistics of the live database. */
export interface KeptSize {
  rows: number
  /** Of the copy. */
  bytes: number
  /** Of the table that is read for it. */
  readBytes: number
}

/** Of a row beside its values: header and line pointer. */
const rowBytes = 28

/** Looks once at all tables that a plan takes something from. Read-only. */
export async function measureTables(
  database: Database,
  live: Session,
  tables: readonly LiveTable[],
): Promise<(table: LiveTable, columns: LiveColumn[], whole: boolean) => KeptSize> {
  const nameOf = (table: LiveTable) => table.base.join('.')
  const names = [...new Set(tables.map(nameOf))]
  const facts = new Map((await database.look.tables(live, names)).map((table) => [table.name, table]))
  const { rows: widths } = await live.query<{ name: string; width: number }>(
    `select schemaname || '.' || tablename || '.' || attname as name, avg_width * (1 - null_frac) as width
     from pg_catalog.pg_stats where schemaname || '.' || tablename = any($1)`,
    [names],
  )
  const widthOf = new Map(widths.map(({ name, width }) => [name, Number(width)]))
  return (table, columns, whole) => {
    const { rows = 0, heapBytes = 0 } = facts.get(nameOf(table)) ?? {}
    const known = columns.map((column) => widthOf.get(`${nameOf(table)}.${column.base}`))
    const narrow = known.reduce<number | null>(
      (sum, width) => (sum === null || width === undefined ? null : sum + width),
      rowBytes,
    )
    const bytes = whole || narrow === null ? heapBytes : Math.min(heapBytes, Math.round(rows * narrow))
    return { rows, bytes, readBytes: heapBytes }
  }
}
