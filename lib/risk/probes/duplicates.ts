import type { Probe } from '../../domain/finding'
import { quoteIdent, shown } from '../words/names'
import { type AskedTable, fromTable } from './asked-table'

export interface UniqueKey {
  /** A column, or an expression in SQL over the bare names of the columns. */
  parts: readonly ({ column: string } | { expression: string })[]
  /** In SQL; null: every row counts. */
  predicate: string | null
  /** Two NULLs are the same, as under NULLS NOT DISTINCT. */
  nullsAreEqual: boolean
}

/** Counts the values that occur more than once where they are to be unique. The sample names them, with how often. */
export function duplicatesProbe(rule: string, table: AskedTable, key: UniqueKey): Probe {
  const { parts, predicate, nullsAreEqual } = key
  const values = parts.map((part) =>
    'column' in part ? `t.${quoteIdent(part.column)}` : `(${part.expression})`,
  )
  const names = parts.map((part) => ('column' in part ? part.column : part.expression)).join(', ')
  const conditions = [
    ...(predicate ? [`(${predicate})`] : []),
    ...(nullsAreEqual ? [] : values.map((value) => `${value} IS NOT NULL`)),
  ]
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const groups = `${fromTable(table)}${where} GROUP BY ${values.join(', ')} HAVING count(*) > 1`
  return {
    id: `${rule}:${table.key}(${names})${predicate ? ` ${predicate}` : ''}`,
    question: `Values of ${names} that ${shown(table.key)} holds more than once`,
    table: table.key,
    sql: `SELECT count(*) AS n FROM (SELECT 1 ${groups}) AS duplicates`,
    // What rows hold is a value, which not everybody may see; a key everybody may.
    sampleSql: `SELECT count(*)::text || ' rows' AS key, left(concat_ws(', ', ${values.map((value) => `${value}::text`).join(', ')}), 200) AS value ${groups} ORDER BY count(*) DESC LIMIT 5`,
    means: 'fails',
  }
}
