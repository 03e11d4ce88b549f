import type { Probe } from '../../domain/finding'
import { shown } from '../words/names'
import { type AskedTable, fromTable, rowKey } from './asked-table'

/** Counts the rows that a CHECK refuses: where its expression (SQL over the bare names of the columns) is false. */
export function checkViolationsProbe(
  rule: string,
  table: AskedTable,
  check: { expression: string; columns: readonly string[] },
): Probe {
  const from = `${fromTable(table)} WHERE (${check.expression}) IS FALSE`
  return {
    id: `${rule}:${table.key}(${check.expression})`,
    question: `Rows of ${shown(table.key)} that break ${check.expression}`,
    table: table.key,
    sql: `SELECT count(*) AS n ${from}`,
    sampleSql: `SELECT ${rowKey(table)} AS key, left(${shownValues(check.columns)}, 200) AS value ${from} LIMIT 5`,
    means: 'fails',
  }
}

function shownValues(columns: readonly string[]): string {
  if (columns.length === 0) return 'NULL::text'
  return `concat_ws(', ', ${columns.map((name) => `t."${name.replaceAll('"', '""')}"::text`).join(', ')})`
}
