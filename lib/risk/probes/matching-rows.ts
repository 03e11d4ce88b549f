import type { Probe } from '../../domain/finding'
import { quoteLiteral } from '../words/names'
import { type AskedTable, fromTable, rowKey } from './asked-table'

export interface Matching {
  /** The whole identity of the probe: `risky-cast:public.orders.total`. */
  id: string
  question: string
  table: AskedTable
  means: Probe['means']
  /** An expression over the row under its alias; a probe for a statement's own condition uses that statement's alias. */
  where: string
  /** What the sample shows of such a row; null: nothing but its key. */
  value: string | null
  alias?: string
  estimateSql?: string
}

/** Counts the rows of one table that a condition holds for. */
export function matchingProbe(given: Matching): Probe {
  const { id, question, table, means, where, value, alias = 't', estimateSql } = given
  const from = `${fromTable(table, alias)} WHERE ${where}`
  return {
    id,
    question,
    table: table.key,
    sql: `SELECT count(*) AS n ${from}`,
    sampleSql: `SELECT ${rowKey(table, alias)} AS key, ${value ?? 'NULL'}::text AS value ${from} LIMIT 5`,
    means,
    ...(estimateSql ? { estimateSql } : {}),
  }
}

/** As an expression of SQL: whether the value is none of these. NULL is no answer, hence false. */
export function noneOf(expression: string, values: readonly string[]): string {
  if (values.length === 0) return `${expression} IS NOT NULL`
  return `${expression} NOT IN (${values.map(quoteLiteral).join(', ')})`
}
