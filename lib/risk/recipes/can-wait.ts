import type { Constraint } from 'libpg-query'
import type { ParsedStatement } from '../../sql/parse'
import { keyOf, nameIn } from '../model/names'
import { walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { tokensOf } from '../words/tokens'
import { unquoted } from '../words/unquoted'

/** What a statement makes that may be made by a later migration instead. */
export interface Moved {
  /** Names that it makes or drops: indexes, constraints. */
  names: readonly string[]
  /** `schema.name` of its table; null: not known. */
  table: string | null
  /** The columns of a unique index, which a foreign key or ON CONFLICT may ask for. */
  unique?: readonly (string | null)[]
}

/** Whether the rest of the script does without it, and leaves its table under its name. */
export function canWait(at: StatementAt, moved: Moved): boolean {
  const later = at.migration.statements.filter(({ index }) => index > at.statement.index)
  return later.every((each) => !needs(each, moved, at))
}

function needs(later: ParsedStatement, { names, table, unique }: Moved, at: StatementAt): boolean {
  const words = wordsOf(later)
  if (names.some((name) => words.has(name))) return true
  if (table === null || !words.has(nameIn(table))) return false
  if (['RenameStmt', 'DropStmt', 'AlterObjectSchemaStmt'].includes(later.node ?? '')) return true
  return unique !== undefined && asksForUnique(later, table, unique, at)
}

/** By statement: many earlier ones ask about it. */
const known = new WeakMap<ParsedStatement, Set<string>>()

function wordsOf(statement: ParsedStatement): Set<string> {
  const before = known.get(statement)
  if (before) return before
  const words = new Set(tokensOf(statement).map(({ text }) => unquoted(text)))
  known.set(statement, words)
  return words
}

function asksForUnique(
  { tree }: ParsedStatement,
  table: string,
  unique: readonly (string | null)[],
  { schema }: StatementAt,
): boolean {
  let found = false
  walk(tree, (name, inner) => {
    if (name === 'OnConflictClause' || name === 'InferClause') found = true
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
