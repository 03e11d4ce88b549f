import type { Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Table } from '../../model/model'
import type { Gather } from '../gather'
import { lockDescendants, type ReadCommand, type Target } from './target'

export const readSetNotNull: ReadCommand = ({ name = '' }, target, gather) => {
  lockDescendants(target, gather)
  verifyNotNull(target, [name], gather)
}

/** Reads the table for NULLs, unless every one of the columns cannot hold any. */
export function verifyNotNull(target: Target, columns: readonly string[], gather: Gather): void {
  for (const key of [target.key, ...target.descendants]) {
    const table = gather.schema.tables.get(key)
    if (table?.kind === 'partitioned') continue
    const open = columns.filter((column) => !table || !isNotNull(table, column))
    if (open.length === 0) continue
    if (table && open.every((column) => provenByCheck(table, column, target.dropped))) {
      gather.because('A validated CHECK proves that there are no NULLs.')
      continue
    }
    gather.work('scan', key)
  }
}

export function isNotNull(table: Table, column: string): boolean {
  const invalid = [...table.constraints.values()].some(
    ({ kind, columns, validated }) => kind === 'not null' && columns[0] === column && !validated,
  )
  return table.columns.get(column)?.notNull === true && !invalid
}

/** A validated CHECK of which one part, joined by AND, is `column IS NOT NULL`. */
export function provenByCheck(table: Table, column: string, dropped: ReadonlySet<string>): boolean {
  return [...table.constraints.values()].some(
    ({ name, kind, validated, expression }) =>
      !dropped.has(name) &&
      kind === 'check' &&
      validated &&
      expression !== null &&
      saysNotNull(expression, column),
  )
}

function saysNotNull(expression: Node, column: string): boolean {
  const all = nodeOf(expression, 'BoolExpr')
  if (all?.boolop === 'AND_EXPR') return (all.args ?? []).some((part) => saysNotNull(part, column))
  const isNot = all?.boolop === 'NOT_EXPR'
  const test = nodeOf((isNot && all.args?.[0]) || expression, 'NullTest')
  if (test?.nulltesttype !== (isNot ? 'IS_NULL' : 'IS_NOT_NULL') || !test.arg) return false
  const fields = nodeOf(test.arg, 'ColumnRef')?.fields ?? []
  const last = fields.at(-1)
  return last !== undefined && nodeOf(last, 'String')?.sval === column
}
