import type { Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { ParsedStatement } from '../../sql/parse'
import { keyOf, nameIn } from '../model/names'
import { walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { laterNaming } from '../words/statements-naming'

/** What a statement makes that may be made by a later migration instead. */
export interface Moved {
  /** Names that it makes or drops: indexes, constraints. */
  names: readonly string[]
  /** `schema.name` of its table; null: not known. */
  table: string | null
  /** Of an index. */
  columns?: readonly (string | null)[]
  /** A foreign key or ON CONFLICT may ask for the index, and rows that are written may depend on it. */
  unique?: boolean
}

/** Whether the rest of the script does without it, and leaves its table under its name. */
export function canWait(at: StatementAt, moved: Moved): boolean {
  const { names, table } = moved
  if (names.some((name) => laterNaming(at, name).length > 0)) return false
  return table === null || !laterNaming(at, nameIn(table)).some((later) => needs(later, table, moved, at))
}

/** Of a statement that names the table. */
function needs(
  later: ParsedStatement,
  table: string,
  { columns = [], unique }: Moved,
  at: StatementAt,
): boolean {
  if (['RenameStmt', 'DropStmt', 'AlterObjectSchemaStmt'].includes(later.node ?? '')) return true
  if (dropsOneOf(later, columns)) return true
  return unique === true && (writesRows(later) || asksForUnique(later, table, columns, at))
}

/** With a column goes its index. */
function dropsOneOf({ tree }: ParsedStatement, columns: readonly (string | null)[]): boolean {
  const commands = (tree && nodeOf(tree, 'AlterTableStmt')?.cmds) ?? []
  return commands.some((node) => {
    const { subtype, name } = nodeOf(node, 'AlterTableCmd') ?? {}
    return subtype === 'AT_DropColumn' && columns.includes(name ?? null)
  })
}

/** Whether the rows fit may depend on the index being there, or gone. */
function writesRows({ node }: ParsedStatement): boolean {
  return ['InsertStmt', 'UpdateStmt', 'MergeStmt', 'CopyStmt', 'DoStmt'].includes(node ?? '')
}

function asksForUnique(
  { tree }: ParsedStatement,
  table: string,
  unique: readonly (string | null)[],
  { schema }: StatementAt,
): boolean {
  let found = false
  walk(tree, (name, inner) => {
    if (name !== 'Constraint') return undefined
    const { contype, pktable, pk_attrs } = inner as Constraint
    if (contype !== 'CONSTR_FOREIGN' || !pktable || keyOf(schema, pktable) !== table) return undefined
    const columns = (pk_attrs ?? []).map((node) => ('String' in node ? node.String.sval : null))
    if (columns.length === unique.length && unique.every((column) => columns.includes(column ?? undefined))) {
      found = true
    }
    return undefined
  })
  return found
}
