import type { DeleteStmt, InsertStmt, Node, RangeVar, UpdateStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf, nameIn } from '../model/names'
import { walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { namesBefore } from './names-before'

/**
 * Whether an earlier statement of the script sees to it that the rows fit: it writes one of these columns, deletes rows
 * of the table, or is a block of code that speaks of it. What a live database holds before then decides nothing.
 */
export function mendedBefore(at: StatementAt, key: string, columns: readonly string[]): boolean {
  const names = namesBefore(at, key, columns)
  return at.migration.walked.some(
    ({ tree, statement }) =>
      tree !== null &&
      mayWrite(statement.node) &&
      (names.some((each) => writes(at, tree, each.key, each.columns)) ||
        (isCode(tree) &&
          statement.text.includes(nameIn(key)) &&
          columns.some((name) => statement.text.includes(name)))),
  )
}

/** Whether an earlier statement of the script puts rows into the table. */
export function filledBefore(at: StatementAt, key: string): boolean {
  return at.migration.walked.some(({ tree, statement }) => {
    if (tree === null || !mayWrite(statement.node)) return false
    if (isCode(tree)) return statement.text.includes(nameIn(key))
    return nodeOf(tree, 'CopyStmt') !== undefined || touches(at, tree, 'InsertStmt', key)
  })
}

const writing = new Set([
  'UpdateStmt',
  'DeleteStmt',
  'InsertStmt',
  'MergeStmt',
  'SelectStmt',
  'CopyStmt',
  'DoStmt',
  'CallStmt',
])

/** Definitions, of which scripts are full, need no closer look. */
function mayWrite(node: string | null): boolean {
  return node !== null && writing.has(node)
}

function writes(at: StatementAt, tree: Node, key: string, columns: readonly string[]): boolean {
  if (touches(at, tree, 'DeleteStmt', key)) return true
  return changesOf(tree).some(
    ({ kind, relation, set }) =>
      kind === 'UpdateStmt' && columns.some((column) => set.includes(column)) && isOn(at, relation, key),
  )
}

function touches(at: StatementAt, tree: Node, kind: 'DeleteStmt' | 'InsertStmt', key: string): boolean {
  return changesOf(tree).some((each) => each.kind === kind && isOn(at, each.relation, key))
}

interface Change {
  kind: 'DeleteStmt' | 'InsertStmt' | 'UpdateStmt'
  relation: RangeVar | undefined
  /** Columns that an UPDATE sets. */
  set: string[]
}

/** By statement: many later ones ask about it. */
const known = new WeakMap<Node, Change[]>()

/** What a statement writes, in WITH and in queries, too. */
function changesOf(tree: Node): Change[] {
  const before = known.get(tree)
  if (before) return before
  const changes: Change[] = []
  walk(tree, (name, inner) => {
    if (name !== 'UpdateStmt' && name !== 'DeleteStmt' && name !== 'InsertStmt') return undefined
    const { relation } = inner as DeleteStmt | InsertStmt | UpdateStmt
    const targets = name === 'UpdateStmt' ? ((inner as UpdateStmt).targetList ?? []) : []
    const set = targets.map((target) => nodeOf(target, 'ResTarget')?.name ?? '')
    changes.push({ kind: name, relation, set })
    return undefined
  })
  known.set(tree, changes)
  return changes
}

function isOn({ schema }: StatementAt, relation: RangeVar | undefined, key: string): boolean {
  return relation !== undefined && keyOf(schema, relation) === key
}

function isCode(tree: Node): boolean {
  return nodeOf(tree, 'DoStmt') !== undefined || nodeOf(tree, 'CallStmt') !== undefined
}
