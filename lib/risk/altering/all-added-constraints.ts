import type { AlterTableCmd, Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'

/** A constraint that an ALTER TABLE adds, in whatever place. */
export interface AnyAddedConstraint {
  constraint: Constraint
  /** Index of the command. */
  command: number
  /** It stands behind this column, which the command adds. */
  column: string | null
}

/** The constraints that an ALTER TABLE adds, behind a new column or by themselves. */
export function allAddedConstraints(commands: readonly AlterTableCmd[]): AnyAddedConstraint[] {
  return commands.flatMap(({ subtype, def }, command): AnyAddedConstraint[] => {
    if (!def) return []
    if (subtype === 'AT_AddConstraint') {
      const constraint = nodeOf(def, 'Constraint')
      return constraint ? [{ constraint, command, column: null }] : []
    }
    const definition = subtype === 'AT_AddColumn' ? nodeOf(def, 'ColumnDef') : undefined
    return (definition?.constraints ?? []).flatMap((node) => {
      const constraint = nodeOf(node, 'Constraint')
      return constraint ? [{ constraint, command, column: definition?.colname ?? '' }] : []
    })
  })
}
