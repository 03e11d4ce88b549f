import { DatabaseError, type Session } from '../databases/database'
import { quoteIdent, quoteKey, shown } from '../risk/words/names'

/** A column that has another name afterwards, or a table (`from` null: any of its columns). Tables as `schema.name`. */
export interface RenamedColumn {
  table: string
  from: string | null
  newTable: string
  to: string | null
}

export interface PlantedRow {
  table: string
  from: string
  newTable: string
  to: string
  value: string
}

export interface KeptValue {
  kept: boolean
  words: string
}

/** A row with a value in the column, whatever the table's foreign keys say. Null: none could be made up that its checks take. */
export async function plantRow(session: Session, column: RenamedColumn): Promise<PlantedRow | null> {
  try {
    const { rows: columns } = await session.query<{ name: string; type: string; label: string | null }>(
      `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         (SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder LIMIT 1) AS label
       FROM pg_attribute a
       WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         AND a.attidentity = '' AND ($2::text IS NULL OR a.attname = $2 OR (a.attnotnull AND NOT a.atthasdef))
       ORDER BY a.attnum`,
      [quoteKey(column.table), column.from],
    )
    const own = column.from === null ? columns[0] : columns.find(({ name }) => name === column.from)
    if (!own) return null
    const insert = `INSERT INTO ${quoteKey(column.table)} (${columns.map(({ name }) => quoteIdent(name)).join(', ')})
VALUES (${columns.map(({ type, label }) => sample(type, label)).join(', ')})`
    await withoutForeignKeys(session, insert)
    const { table, newTable } = column
    const value = await smallest(session, table, own.name)
    return { table, newTable, from: own.name, to: column.to ?? own.name, value }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    return null
  }
}

/** Not everybody may switch them off; then they must be met by chance, or there are none. */
async function withoutForeignKeys(session: Session, insert: string): Promise<void> {
  try {
    await session.script(`BEGIN;\nSET LOCAL session_replication_role = replica;\n${insert};\nCOMMIT`)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.info.sqlstate !== '42501') throw error
    await session.script('ROLLBACK')
    await session.script(insert)
  }
}

export async function readKept(session: Session, row: PlantedRow): Promise<KeptValue> {
  const [from, to] = [`${shown(row.table)}.${row.from}`, `${shown(row.newTable)}.${row.to}`]
  const now = await smallest(session, row.newTable, row.to).catch((error: unknown) => {
    if (!(error instanceof DatabaseError)) throw error
    return null
  })
  return now === row.value
    ? { kept: true, words: `A value that was in ${from} is in ${to} afterwards.` }
    : { kept: false, words: `A value that was in ${from} is not in ${to} afterwards.` }
}

async function smallest(session: Session, table: string, column: string): Promise<string> {
  const { rows } = await session.query<{ value: string }>(
    `SELECT min(${quoteIdent(column)}::text) AS value FROM ${quoteKey(table)}`,
  )
  return rows[0]?.value ?? ''
}

function sample(type: string, label: string | null): string {
  if (label !== null) return `'${label.replaceAll("'", "''")}'`
  if (type.endsWith('[]')) return `'{}'`
  if (/^(text|character|"char"|citext|bpchar)/.test(type)) return `'7'`
  if (/^(smallint|integer|bigint|numeric|real|double|money)/.test(type)) return '7'
  if (/^(timestamp|date)/.test(type)) return `'2020-02-02 02:02:02'`
  if (type === 'boolean') return 'true'
  if (type === 'uuid') return `'77777777-7777-4777-8777-777777777777'`
  if (/^json/.test(type)) return `'{}'`
  if (type === 'bytea') return `'7'::bytea`
  if (type === 'time without time zone') return `'02:02:02'`
  return 'NULL'
}
