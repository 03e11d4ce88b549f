import type { AlterTableCmd } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf, nameIn } from '../model/names'
import type { StatementAt } from '../rule'
import { namesIn } from '../words/tokens'

/** Whether no later statement of the script alters that column, or renames or drops its table. */
export function leavesColumnAlone(at: StatementAt, key: string, column: string): boolean {
  const name = nameIn(key)
  return at.migration.statements
    .filter(({ index }) => index > at.statement.index)
    .every((later) => {
      if (!namesIn(later).has(name)) return true
      if (later.node === 'DropStmt' || later.node === 'AlterObjectSchemaStmt') return false
      if (later.node === 'RenameStmt') return false
      const alter = later.tree && nodeOf(later.tree, 'AlterTableStmt')
      if (!alter?.relation || keyOf(at.schema, alter.relation) !== key) return true
      return (alter.cmds ?? []).every((node) => !changes(nodeOf(node, 'AlterTableCmd'), column))
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
