import { foreignKeysTo } from '../../model/lookup'
import { lockDescendants, lockWithPartitions, type ReadCommand } from './target'

/** A foreign key has triggers on both tables, so that both are locked. */
export const readDropConstraint: ReadCommand = ({ name = '', behavior }, target, gather) => {
  const constraint = target.table?.constraints.get(name)
  const isInherited = !constraint?.references && !constraint?.index
  if ((isInherited && !constraint?.noInherit) || target.table?.kind === 'partitioned') {
    lockDescendants(target, gather)
  }
  if (constraint?.references) lockWithPartitions(constraint.references.table, 'ACCESS EXCLUSIVE', gather)
  if (!constraint || behavior !== 'DROP_CASCADE') return
  if (constraint.kind !== 'primary' && constraint.kind !== 'unique') return
  for (const { table, constraint: other } of foreignKeysTo(gather.schema, target.key)) {
    const columns = other.references?.columns ?? []
    if (columns.length === 0 ? constraint.kind === 'primary' : sameColumns(columns, constraint.columns)) {
      gather.lock(table.key, 'ACCESS EXCLUSIVE')
    }
  }
}

function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column) => b.includes(column))
}
