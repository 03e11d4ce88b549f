import { nodeOf } from '../../sql/node-of'
import type { Constraint, Index, Table } from '../model/model'
import type { AddedColumn } from './changed-columns'

/** Those that back a constraint follow it. */
export function indexesOver(table: Table, columns: Set<string>): Index[] {
  return [...table.indexes.values()].filter(
    (index) =>
      index.constraint === null &&
      (index.columns.some((column) => column !== null && columns.has(column)) ||
        index.include.some((column) => columns.has(column)) ||
        mentions(index.expressions, columns) ||
        mentions(index.predicate, columns)),
  )
}

function mentions(tree: object | null, columns: Set<string>): boolean {
  const text = JSON.stringify(tree ?? null)
  return [...columns].some((column) => text.includes(`"sval":${JSON.stringify(column)}`))
}

/** Without NOT NULL, which follows the column's own flag. */
export function constraintsOver(table: Table, columns: Set<string>): Constraint[] {
  return [...table.constraints.values()].filter(
    ({ kind, columns: own }) => kind !== 'not null' && own.some((column) => columns.has(column)),
  )
}

/** Nothing stands behind it but NULL, NOT NULL and DEFAULT. */
export function isPlain({ definition }: AddedColumn): boolean {
  const plain = ['CONSTR_NULL', 'CONSTR_NOTNULL', 'CONSTR_DEFAULT']
  return (
    !definition.collClause &&
    (definition.constraints ?? []).every((node) => plain.includes(nodeOf(node, 'Constraint')?.contype ?? ''))
  )
}
