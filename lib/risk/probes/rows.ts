import type { Probe } from '../../domain/finding'
import { shown } from '../words/names'
import { type AskedTable, fromTable } from './asked-table'
import { estimatedRows } from './estimates'

/** Counts all rows. `means`: `loses` where they go, `touches` where they are written. */
export function rowsProbe(
  rule: string,
  table: AskedTable,
  means: Probe['means'],
  question = `Rows of ${shown(table.key)}`,
): Probe {
  return {
    id: `${rule}:${table.key}`,
    question,
    table: table.key,
    sql: `SELECT count(*) AS n ${fromTable(table)}`,
    sampleSql: null,
    means,
    estimateSql: estimatedRows(table),
  }
}
