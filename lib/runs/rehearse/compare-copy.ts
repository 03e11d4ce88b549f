import type { Database, Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import type { Loss } from '../../domain/plan'
import type { TableDifference } from '../../domain/rehearsal'
import type { TableDigest } from '../../domain/snapshot'
import { compareRows, type RowsCompared } from './compare-rows'

/** All of a copy, as far as a rollback has to give it back. */
export interface CopyState {
  catalog: Catalog
  digests: TableDigest[]
  /** `schema.name` → the last value given out; null: none yet. */
  sequences: Map<string, number | null>
}

export async function readCopy(
  database: Database,
  session: Session,
  onTable: (done: number, of: number) => void,
): Promise<CopyState> {
  const catalog = await database.catalog(session)
  const all = await database.digests(session, { byName: true, onTable })
  return {
    catalog,
    digests: all.filter(({ table }) => !isOwn(table)),
    sequences: await readSequences(session),
  }
}

/** The ledger says what was rolled back, and what is kept stays kept: neither is the application's. */
function isOwn(table: string): boolean {
  return table.endsWith('._prisma_migrations') || table.startsWith('headgate.')
}

async function readSequences(session: Session): Promise<CopyState['sequences']> {
  const { rows } = await session.query<{ name: string; last: string | null }>(
    `SELECT schemaname || '.' || sequencename AS name, last_value::text AS last FROM pg_catalog.pg_sequences
     WHERE schemaname <> 'headgate'`,
  )
  return new Map(rows.map(({ name, last }) => [name, last === null ? null : Number(last)]))
}

export function schemaDifferences(start: CopyState, end: CopyState): string[] {
  return describeChanges(catalogDelta(start.catalog, end.catalog))
}

/** Tables whose rows are not what they were: of these it is worth knowing how many. */
export function differingTables(start: CopyState, end: CopyState): string[] {
  const now = new Map(end.digests.map((digest) => [digest.table, digest]))
  return start.digests
    .filter(({ table, rows, hash }) => {
      const found = now.get(table)
      return found ? found.hash !== hash || found.rows !== rows : rows > 0
    })
    .map(({ table }) => table)
}

/** `base`: an untouched copy; null: none could be made, so that only rows are counted. */
export async function compareData(
  start: CopyState,
  end: CopyState,
  sessions: { base: Session; end: Session } | null,
): Promise<{ differences: TableDifference[]; losses: Loss[] }> {
  const differences: TableDifference[] = []
  const losses: Loss[] = []
  for (const table of differingTables(start, end)) {
    const rowsBefore = start.digests.find((each) => each.table === table)?.rows ?? null
    const rowsAfter = end.digests.find((each) => each.table === table)?.rows ?? null
    const compared =
      sessions && rowsAfter !== null ? await compareRows(sessions.base, sessions.end, table) : null
    differences.push(...wordsOf({ table, rowsBefore, rowsAfter }, compared))
    losses.push(...lossesOf({ table, rowsBefore, rowsAfter }, compared))
  }
  for (const { table, rows } of end.digests) {
    if (rows > 0 && !start.digests.some((each) => each.table === table))
      differences.push({
        table,
        rowsBefore: null,
        rowsAfter: rows,
        what: `${counted(rows, 'row')} in a table that was not there`,
      })
  }
  differences.push(...sequenceDifferences(start, end))
  return { differences, losses }
}

/** One that has gone on is as it would be after a failed insert; one that begins anew gives out numbers twice. */
function sequenceDifferences(start: CopyState, end: CopyState): TableDifference[] {
  return [...start.sequences].flatMap(([table, was]) => {
    const is = end.sequences.get(table)
    if (was === null || is === undefined || (is !== null && is >= was)) return []
    const what = `the sequence stands at ${is === null ? 'its start' : number(is)} and stood at ${number(was)}: numbers are given out twice`
    return [{ table, rowsBefore: null, rowsAfter: null, what }]
  })
}

type Rows = Pick<TableDifference, 'table' | 'rowsBefore' | 'rowsAfter'>

function wordsOf(of: Rows, compared: RowsCompared | null): TableDifference[] {
  if (of.rowsAfter === null)
    return [{ ...of, what: `the table is gone with its ${counted(of.rowsBefore ?? 0, 'row')}` }]
  if (!compared) return [{ ...of, what: 'its rows are not what they were' }]
  const words = [
    ...(compared.missing > 0 ? [`${counted(compared.missing, 'row')} ${are(compared.missing)} gone`] : []),
    ...(compared.added > 0
      ? [`${counted(compared.added, 'row')} ${are(compared.added)} there that ${were(compared.added)} not`]
      : []),
    ...compared.columns.flatMap(({ column, lost, changed, appeared }) => [
      ...(lost > 0
        ? [`${counted(lost, 'value')} of ${column} ${are(lost)} NULL that ${were(lost)} not`]
        : []),
      ...(changed > 0 ? [`${counted(changed, 'value')} of ${column} ${are(changed)} other than before`] : []),
      ...(appeared > 0
        ? [`${counted(appeared, 'value')} of ${column} ${are(appeared)} there that ${were(appeared)} NULL`]
        : []),
    ]),
  ]
  if (words.length === 0) return [{ ...of, what: 'as many rows and values as before, but other ones' }]
  return words.map((what) => ({ ...of, what }))
}

function lossesOf({ table, rowsBefore, rowsAfter }: Rows, compared: RowsCompared | null): Loss[] {
  const of = rowsBefore
  const gone = (count: number | null): Loss => ({
    object: `table:${table}`,
    what: `rows of ${table}`,
    ...{ count, of, exact: count !== null },
    ...(count === null && { why: 'the rows differ; how many was not counted' }),
  })
  if (rowsAfter === null) return [gone(rowsBefore)]
  if (!compared) return [gone(null)]
  const columns = compared.columns.flatMap(({ column, lost, changed }) =>
    lost + changed === 0
      ? []
      : [
          {
            object: `column:${table}.${column}`,
            what: `values of ${column} in ${table}`,
            ...{ count: lost + changed, of, exact: compared.matched },
          },
        ],
  )
  const rows = compared.missing > 0 ? [gone(compared.missing)] : []
  if (rows.length + columns.length > 0) return [...rows, ...columns]
  return compared.added > 0 || compared.columns.length > 0 ? [] : [gone(null)]
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
