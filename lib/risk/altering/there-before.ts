import type { StatementAt } from '../rule'
import type { AddedConstraint } from './added-constraints'

/**
 * Whether the columns of a constraint are there before the script, as they are now, and its name is free: then its
 * index can be built before the script.
 */
export function areThereBefore(
  { migration }: StatementAt,
  { key, table, columns, constraintName }: AddedConstraint,
): boolean {
  const before = migration.before.tables.get(key)
  if (!before || !table) return false
  if (before.indexes.has(constraintName) || before.constraints.has(constraintName)) return false
  return columns.every((name) => {
    const column = before.columns.get(name)
    return column !== undefined && column === table.columns.get(name)
  })
}
