import type { Probe } from '../../domain/finding'
import { quoteIdent, quoteKey, shown } from '../words/names'
import { type AskedTable, fromTable, rowKey } from './asked-table'

export interface ForeignKeyAsked {
  columns: readonly string[]
  /** `schema.name`. */
  parent: string
  /** As many as `columns`. */
  parentColumns: readonly string[]
  /** MATCH FULL: a key that is NULL in part fails as well. */
  full?: boolean
}

/** Counts the rows that point at a parent that is not there. A key with a NULL in it points nowhere and is fine. */
export function orphansProbe(rule: string, table: AskedTable, key: ForeignKeyAsked): Probe {
  const { columns, parent, parentColumns, full } = key
  const own = columns.map((name) => `t.${quoteIdent(name)}`)
  const same = own.map((name, at) => `p.${quoteIdent(parentColumns[at] ?? '')} = ${name}`)
  const filled = own.map((name) => `${name} IS NOT NULL`)
  const orphan = `${filled.join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${quoteKey(parent)} AS p WHERE ${same.join(' AND ')})`
  const partly =
    own.length > 1 && full ? `num_nulls(${own.join(', ')}) BETWEEN 1 AND ${own.length - 1}` : null
  const from = `${fromTable(table)} WHERE ${partly ? `(${partly}) OR (${orphan})` : orphan}`
  return {
    id: `${rule}:${table.key}(${columns.join(', ')})->${parent}`,
    question: `Rows of ${shown(table.key)} whose ${columns.join(', ')} is in no row of ${shown(parent)}`,
    table: table.key,
    sql: `SELECT count(*) AS n ${from}`,
    sampleSql: `SELECT ${rowKey(table)} AS key, left(concat_ws(', ', ${own.map((name) => `${name}::text`).join(', ')}), 200) AS value ${from} LIMIT 5`,
    means: 'fails',
  }
}
