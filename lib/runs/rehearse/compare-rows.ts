import type { Session } from '../../databases/database'
import { setLocal, textSettings } from '../../databases/postgres/text-settings'
import { quoteIdentifier as quoted } from '../../snapshots/names'

/** What became of one column's values. */
export interface ColumnDifference {
  column: string
  /** NULL now, a value before. */
  lost: number
  /** Another value. */
  changed: number
  /** A value now, NULL before. */
  appeared: number
}

export interface RowsCompared {
  /** False: rows were counted and not matched, since the table has no key or too many rows. */
  matched: boolean
  rowsBefore: number
  rowsAfter: number
  /** Rows that are there no more, and that were not there; of unmatched ones the difference of their numbers. */
  missing: number
  added: number
  columns: ColumnDifference[]
}

interface TableShape {
  sql: string
  columns: string[]
  /** Empty: none. */
  key: string[]
}

/** Rows up to which each one is looked at. */
const mostRows = 2_000_000
const batch = 5_000

/** Everything that changes how a value is written as text. */
const pinned = setLocal({
  ...textSettings,
  search_path: 'pg_catalog',
  statement_timeout: '0',
  row_security: 'off',
})

/**
 * Compares one table, `schema.name`, in two databases: row by row where it has a key, values by their hashes. A column
 * that is not there after counts as lost. Null: it is not in both.
 */
export async function compareRows(
  before: Session,
  after: Session,
  table: string,
): Promise<RowsCompared | null> {
  const [was, is] = [await shapeOf(before, table), await shapeOf(after, table)]
  if (!was || !is) return null
  const counted = await countValues(before, after, was, is)
  const hasKey = was.key.length > 0 && was.key.every((column) => is.columns.includes(column))
  if (!hasKey || Math.max(counted.rowsBefore, counted.rowsAfter) > mostRows) return counted
  return matchRows(before, after, was, is)
}

async function shapeOf(session: Session, table: string): Promise<TableShape | null> {
  const { rows } = await session.query<TableShape>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS sql,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY a.attname COLLATE "C") AS columns,
       coalesce((SELECT ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey))
         FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
           AND i.indexprs IS NULL AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
             AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
         ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1), '{}') AS key
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname || '.' || c.relname = $1 AND c.relkind = 'r'`,
    [table],
  )
  return rows[0] ?? null
}

async function countValues(
  before: Session,
  after: Session,
  was: TableShape,
  is: TableShape,
): Promise<RowsCompared> {
  const [then, now] = [await counts(before, was), await counts(after, is)]
  const columns = was.columns.map((column) => {
    const less = (then.values.get(column) ?? 0) - (now.values.get(column) ?? 0)
    return { column, lost: Math.max(0, less), changed: 0, appeared: Math.max(0, -less) }
  })
  const less = then.rows - now.rows
  return {
    matched: false,
    rowsBefore: then.rows,
    rowsAfter: now.rows,
    missing: Math.max(0, less),
    added: Math.max(0, -less),
    // Where rows are gone or new, their values went and came with them.
    columns: less === 0 ? columns.filter(({ lost, appeared }) => lost + appeared > 0) : [],
  }
}

async function counts(session: Session, { sql, columns }: TableShape) {
  const list = columns.map((column) => `, count(${quoted(column)})`).join('')
  const { rows } = await session.query<{ counts: string[] }>(
    `SELECT ARRAY[count(*)${list}]::text[] AS counts FROM ONLY ${sql}`,
  )
  const [all = 0, ...values] = (rows[0]?.counts ?? []).map(Number)
  return { rows: all, values: new Map(columns.map((column, index) => [column, values[index] ?? 0])) }
}

interface HashedRow {
  key: string
  /** One hash for each column, empty for NULL, with commas between. */
  values: string
}

/** Both sides in the order of their keys' hashes, side by side. */
async function matchRows(
  before: Session,
  after: Session,
  was: TableShape,
  is: TableShape,
): Promise<RowsCompared> {
  const columns = was.columns.filter((column) => !was.key.includes(column))
  const left = hashedRows(before, was, columns)
  const right = hashedRows(after, { ...is, key: was.key }, columns)
  const found = columns.map((column) => ({ column, lost: 0, changed: 0, appeared: 0 }))
  const result = { matched: true, rowsBefore: 0, rowsAfter: 0, missing: 0, added: 0 }
  let [a, b] = [await next(left), await next(right)]
  while (a || b) {
    if (b && (!a || b.key < a.key)) {
      result.added++
      result.rowsAfter++
      b = await next(right)
    } else if (a && (!b || a.key < b.key)) {
      result.missing++
      result.rowsBefore++
      a = await next(left)
    } else if (a && b) {
      if (a.values !== b.values) compareValues(a.values.split(','), b.values.split(','), found)
      result.rowsBefore++
      result.rowsAfter++
      a = await next(left)
      b = await next(right)
    }
  }
  return { ...result, columns: found.filter(({ lost, changed, appeared }) => lost + changed + appeared > 0) }
}

async function next(rows: AsyncGenerator<HashedRow>): Promise<HashedRow | null> {
  const { value, done } = await rows.next()
  return done ? null : value
}

function compareValues(was: string[], is: string[], found: ColumnDifference[]): void {
  found.forEach((column, index) => {
    const [then, now] = [was[index], is[index]]
    if (then === now) return
    if (now === '') column.lost++
    else if (then === '') column.appeared++
    else column.changed++
  })
}

async function* hashedRows(
  session: Session,
  { sql, columns: there, key }: TableShape,
  columns: string[],
): AsyncGenerator<HashedRow> {
  const values = columns.map((column) =>
    there.includes(column) ? `coalesce(hashtextextended(${quoted(column)}::text, 0)::text, '')` : `''`,
  )
  await session.script(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${pinned};
    DECLARE headgate_rows NO SCROLL CURSOR FOR SELECT * FROM (SELECT md5(row(${key.map(quoted).join()})::text) AS key,
      ${values.length > 0 ? values.join(` || ',' || `) : `''`} AS values FROM ONLY ${sql}) h ORDER BY h.key COLLATE "C"`)
  try {
    for (;;) {
      const { rows } = await session.script<HashedRow>(`FETCH ${batch} FROM headgate_rows`)
      yield* rows
      if (rows.length < batch) return
    }
  } finally {
    if (!session.closed) await session.script('ROLLBACK')
  }
}
