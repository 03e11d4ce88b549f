import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { Table } from '../model/model'
import { namesOfReference } from '../model/walk'

/** Whether a validated CHECK or NOT NULL says already that the column holds a value in every row. */
export function isProvedNotNull(table: Table | null, column: string): boolean {
  if (table?.columns.get(column)?.notNull) return true
  for (const { kind, validated, columns, expression } of table?.constraints.values() ?? []) {
    if (!validated) continue
    if (kind === 'not null' && columns.includes(column)) return true
    if (kind === 'check' && expression && says(expression, column)) return true
  }
  return false
}

/** Whether a condition demands `x IS NOT NULL`, also as one of several conditions that must all hold. */
export function says(node: Node, column: string): boolean {
  const all = nodeOf(node, 'BoolExpr')
  if (all?.boolop === 'AND_EXPR') return (all.args ?? []).some((each) => says(each, column))
  const test = nodeOf(node, 'NullTest')
  const reference = test?.arg && nodeOf(test.arg, 'ColumnRef')
  return (
    test?.nulltesttype === 'IS_NOT_NULL' &&
    reference !== undefined &&
    namesOfReference(reference).column === column
  )
}
