import { DatabaseError, type Session } from '../databases/database'
import { setLocal, textSettings } from '../databases/postgres/text-settings'
import { farthest, writtenAfter } from '../databases/postgres/written-after'
import { isLedgerTable } from '../domain/rows-lost'
import type { WriteMark } from '../domain/snapshot'
import { quoteIdentifier } from './names'
import { takeWriteMark, xmaxOf } from './write-mark'

/** One table, as it is exported. */
export interface LostTable {
  /** `schema.name`, unquoted. */
  table: string
  /** Exact: counted in the transaction that exports. */
  rows: number
  /** Every row it has, since which of them were written after the snapshot cannot be told: `why` says why. */
  whole: boolean
  /** Null with `rows` 0 and `refused`: it cannot be read. */
  why: string | null
  refused: boolean
  /** `select … from only …`, whose rows are those. */
  from: string
}

/**
 * Begins a read-only transaction of one instant in `session`, and counts in it what each table has that was written
 * since the mark. `only`: one table. Text is written in one way, whatever the database's settings are. Throws
 * `DatabaseError`.
 */
export async function beginLostRows(
  session: Session,
  mark: WriteMark,
  only: string | null,
): Promise<LostTable[]> {
  await session.script(
    `begin isolation level repeatable read read only; ${setLocal({ ...textSettings, row_security: 'off' })}`,
  )
  const now = await takeWriteMark(session)
  const wanted = now.tables.filter(({ table }) => (only === null ? !isLedgerTable(table) : table === only))
  const far = BigInt(xmaxOf(now)) - BigInt(xmaxOf(mark)) >= farthest
  const found: LostTable[] = []
  for (const { table, oid, file } of wanted) {
    const then = mark.tables.find((each) => each.table === table)
    const why = far
      ? 'More than two billion transactions have passed: row ages no longer tell.'
      : wholeBecause(then, { oid, file })
    found.push(
      await countTable(session, table, oid, why, then && !why ? writtenAfter(mark.snapshot) : 'true'),
    )
  }
  return found
}

function wholeBecause(
  then: { oid: number; file: number } | undefined,
  now: { oid: number; file: number },
): string | null {
  if (!then) return null
  if (then.oid !== now.oid) return 'The table was dropped and created again since the snapshot.'
  return then.file === now.file ? null : 'The table was rewritten or emptied since the snapshot.'
}

async function countTable(
  session: Session,
  table: string,
  oid: number,
  why: string | null,
  where: string,
): Promise<LostTable> {
  const from = `from only ${await nameOf(session, oid)} t where ${where}`
  await session.script('savepoint headgate_export')
  try {
    const { rows } = await session.query<{ rows: number }>(`select count(*)::float8 as rows ${from}`)
    return { table, rows: rows[0]?.rows ?? 0, whole: why !== null, why, refused: false, from }
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.info.sqlstate !== '42501') throw error
    await session.script('rollback to headgate_export')
    const refusal = `It may not be read as a whole: ${error.info.message}.`
    return { table, rows: 0, whole: false, why: refusal, refused: true, from }
  }
}

async function nameOf(session: Session, oid: number): Promise<string> {
  const { rows } = await session.query<{ schema: string; name: string }>(
    `select n.nspname::text as schema, c.relname::text as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::text::oid`,
    [String(oid)],
  )
  const row = rows[0]
  if (!row) throw new DatabaseError({ sqlstate: '42P01', message: 'The table was dropped meanwhile' })
  return `${quoteIdentifier(row.schema)}.${quoteIdentifier(row.name)}`
}

/** PostgreSQL's own CSV: NULL is nothing between the commas, an empty text is `""`. */
export function copyAsCsv({ from }: LostTable): string {
  return `copy (select t.* ${from}) to stdout with (format csv, header true)`
}

/**
 * One JSON object a line. JSON has line breaks only between its parts, where a blank does as well; so neither quote
 * nor delimiter can occur, and CSV leaves the text as it is.
 */
export function copyAsJson({ table, from }: LostTable): string {
  const name = `'${JSON.stringify(table).replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  return `copy (select '{"table":' || E${name} || ',"row":' || translate(row_to_json(t.*)::text, E'\\n\\r', '  ') || '}' ${from})
    to stdout with (format csv, quote E'\\x01', delimiter E'\\x02')`
}
