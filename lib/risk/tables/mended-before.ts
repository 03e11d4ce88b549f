import type { DeleteStmt, InsertStmt, Node, RangeVar, UpdateStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf, nameIn } from '../model/names'
import { walk } from '../model/walk'
import type { StatementAt } from '../rule'

/**
 * Whether an earlier statement of the script sees to it that the rows fit: it writes one of these columns, deletes rows
 * of the table, or is a block of code that speaks of it. What a live database holds before then decides nothing.
 */
export function mendedBefore(at: StatementAt, key: string, columns: readonly string[]): boolean {
  return at.migration.walked.some(
    ({ tree, statement }) =>
      tree !== null &&
      (writes(at, tree, key, columns) ||
        (isCode(tree) &&
          statement.text.includes(nameIn(key)) &&
          columns.some((name) => statement.text.includes(name)))),
  )
}

/** Whether an earlier statement of the script puts rows into the table. */
export function filledBefore(at: StatementAt, key: string): boolean {
  return at.migration.walked.some(({ tree, statement }) => {
    if (tree === null) return false
    if (isCode(tree)) return statement.text.includes(nameIn(key))
    return nodeOf(tree, 'CopyStmt') !== undefined || touches(at, tree, 'InsertStmt', key)
  })
}

function writes(at: StatementAt, tree: Node, key: string, columns: readonly string[]): boolean {
  let found = touches(at, tree, 'DeleteStmt', key)
  walk(tree, (name, inner) => {
    if (name !== 'UpdateStmt') return undefined
    const { relation, targetList } = inner as UpdateStmt
    const set = (targetList ?? []).map((target) => nodeOf(target, 'ResTarget')?.name ?? '')
    if (isOn(at, relation, key) && columns.some((column) => set.includes(column))) found = true
    return undefined
  })
  return found
}

function touches(at: StatementAt, tree: Node, kind: 'DeleteStmt' | 'InsertStmt', key: string): boolean {
  let found = false
  walk(tree, (name, inner) => {
    if (name === kind && isOn(at, (inner as DeleteStmt | InsertStmt).relation, key)) found = true
    return undefined
  })
  return found
}

function isOn({ schema }: StatementAt, relation: RangeVar | undefined, key: string): boolean {
  return relation !== undefined && keyOf(schema, relation) === key
}

function isCode(tree: Node): boolean {
  return nodeOf(tree, 'DoStmt') !== undefined || nodeOf(tree, 'CallStmt') !== undefined
}
