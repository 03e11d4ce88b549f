import type { Probe } from '../../domain/finding'
import { quoteIdent, shown } from '../words/names'
import type { AskedTable } from './asked-table'
import { estimatedNulls } from './estimates'
import { matchingProbe } from './matching-rows'

/** Counts the rows whose column is NULL: a statement that demands a value fails on them. */
export function nullsProbe(rule: string, table: AskedTable, column: string): Probe {
  return matchingProbe({
    id: `${rule}:${table.key}.${column}`,
    question: `Rows of ${shown(table.key)} whose ${column} is NULL`,
    table,
    means: 'fails',
    where: `t.${quoteIdent(column)} IS NULL`,
    value: null,
    estimateSql: estimatedNulls(table, column, false),
  })
}

/** Counts the rows whose column holds a value: they lose it. */
export function valuesProbe(rule: string, table: AskedTable, column: string): Probe {
  const name = `t.${quoteIdent(column)}`
  return matchingProbe({
    id: `${rule}:${table.key}.${column}`,
    question: `Rows of ${shown(table.key)} with a value in ${column}`,
    table,
    means: 'loses',
    where: `${name} IS NOT NULL`,
    value: `left(${name}::text, 200)`,
    estimateSql: estimatedNulls(table, column, true),
  })
}
