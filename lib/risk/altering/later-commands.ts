import type { AlterTableCmd, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import type { StatementAt } from '../rule'

/** Commands on that table which come after this one: in the same ALTER TABLE, and in those that follow in the script. */
export function laterCommands(at: StatementAt, key: string, after: number): AlterTableCmd[] {
  const later = laterTrees(at).flatMap((tree) => {
    const alter = nodeOf(tree, 'AlterTableStmt')
    return alter?.relation && keyOf(at.schema, alter.relation) === key ? (alter.cmds ?? []) : []
  })
  const own = at.commands.filter((_, index) => index !== after)
  return [...own, ...later.flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])]
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
  return laterTrees(at).some((tree) => {
    const drop = nodeOf(tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_TABLE') return false
    return (drop.objects ?? []).some((node) => keyOf(at.schema, nodeOf(node, 'List')?.items ?? []) === key)
  })
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
    if (names.includes(from)) names.push(`${from.slice(0, from.indexOf('.'))}.${newname}`)
  }
  return names
}
