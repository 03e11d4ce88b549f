import type { AlterTableCmd } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf, nameIn } from '../model/names'
import type { StatementAt } from '../rule'
import { laterNaming } from '../words/statements-naming'

/** Whether no later statement of the script alters that column, or renames or drops its table. */
export function leavesColumnAlone(at: StatementAt, key: string, column: string): boolean {
  return laterNaming(at, nameIn(key)).every(({ node, tree }) => {
    if (['RenameStmt', 'DropStmt', 'AlterObjectSchemaStmt'].includes(node ?? '')) return false
    const alter = tree && nodeOf(tree, 'AlterTableStmt')
    if (!alter?.relation || keyOf(at.schema, alter.relation) !== key) return true
    return (alter.cmds ?? []).every((each) => !changes(nodeOf(each, 'AlterTableCmd'), column))
  })
}

function changes(command: AlterTableCmd | undefined, column: string): boolean {
  const constraint = command?.def && nodeOf(command.def, 'Constraint')
  const isKey = constraint?.contype === 'CONSTR_PRIMARY' || constraint?.contype === 'CONSTR_NOTNULL'
  return (
    command?.name === column ||
    (isKey && (constraint.keys ?? []).some((key) => nodeOf(key, 'String')?.sval === column))
  )
}
