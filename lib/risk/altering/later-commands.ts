import type { AlterTableCmd, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { ParsedStatement } from '../../sql/parse'
import { keyOf, nameIn, schemaOf, texts } from '../model/names'
import type { StatementAt } from '../rule'

/** Commands on that table which come after this one: in the same ALTER TABLE, and in those that follow in the script. */
export function laterCommands(at: StatementAt, key: string, after: number): AlterTableCmd[] {
  return [...at.commands.filter((_, index) => index !== after), ...commandsOfLater(at, key)]
}

/** Commands on that table in the statements that follow in the script. */
export function commandsOfLater(at: StatementAt, key: string): AlterTableCmd[] {
  return laterAbout(at, key).flatMap((tree) => {
    const { relation, cmds = [] } = nodeOf(tree, 'AlterTableStmt') ?? {}
    if (!relation || keyOf(at.schema, relation) !== key) return []
    return cmds.flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])
  })
}

export function laterTrees({ migration, statement }: StatementAt): Node[] {
  return migration.statements.flatMap(({ index, tree }) => (index > statement.index && tree ? [tree] : []))
}

/** The rest of the script drops the table, or that column of it. */
export function isDroppedLater(at: StatementAt, key: string, column: string | null, after: number): boolean {
  const drops = laterCommands(at, key, after).some(
    ({ subtype, name }) => subtype === 'AT_DropColumn' && column !== null && name === column,
  )
  return drops || isTableDroppedLater(at, key)
}

export function isTableDroppedLater(at: StatementAt, key: string): boolean {
  return laterAbout(at, key).some((tree) =>
    (nodeOf(tree, 'DropStmt')?.objects ?? []).some(
      (node) => keyOf(at.schema, nodeOf(node, 'List')?.items ?? []) === key,
    ),
  )
}

/** The later ones that alter or drop a table of that name, in whatever schema. */
function laterAbout({ migration, statement }: StatementAt, key: string): Node[] {
  const named = byTable(migration.statements).get(nameIn(key)) ?? []
  return named.flatMap(({ index, tree }) => (index > statement.index && tree ? [tree] : []))
}

/** By script: it may have thousands of statements, and each may ask for those that come after it. */
const known = new WeakMap<readonly ParsedStatement[], Map<string, ParsedStatement[]>>()

function byTable(statements: readonly ParsedStatement[]): Map<string, ParsedStatement[]> {
  const before = known.get(statements)
  if (before) return before
  const found = new Map<string, ParsedStatement[]>()
  for (const statement of statements) {
    for (const name of tablesNamed(statement)) {
      const same = found.get(name)
      if (same) same.push(statement)
      else found.set(name, [statement])
    }
  }
  known.set(statements, found)
  return found
}

function tablesNamed({ tree }: ParsedStatement): string[] {
  const altered = (tree && nodeOf(tree, 'AlterTableStmt'))?.relation?.relname
  if (altered !== undefined) return [altered]
  const drop = tree ? nodeOf(tree, 'DropStmt') : undefined
  if (drop?.removeType !== 'OBJECT_TABLE') return []
  return (drop.objects ?? []).flatMap((node) => texts(nodeOf(node, 'List')?.items).at(-1) ?? [])
}

export function isSetNotNullLater(at: StatementAt, key: string, column: string, after: number): boolean {
  return laterCommands(at, key, after).some(
    ({ subtype, name }) => subtype === 'AT_SetNotNull' && name === column,
  )
}

/** The table's key, and those that the rest of the script gives it. */
export function namesLater(at: StatementAt, key: string): string[] {
  const names = [key]
  for (const tree of laterTrees(at)) {
    const { renameType, relation, newname } = nodeOf(tree, 'RenameStmt') ?? {}
    if (renameType !== 'OBJECT_TABLE' || !relation || newname === undefined) continue
    const from = keyOf(at.schema, relation)
    if (names.includes(from)) names.push(`${schemaOf(from)}.${newname}`)
  }
  return names
}
