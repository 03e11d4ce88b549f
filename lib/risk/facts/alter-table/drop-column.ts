import { foreignKeysTo } from '../../model/lookup'
import { dropViewsOn, viewOn } from '../drop-table'
import { foreignKeysOf, ownedSequences } from '../names'
import { lockDescendants, lockWithPartitions, type ReadCommand } from './target'

/** The foreign keys of a column go with it: their triggers stand on both tables. */
export const readDropColumn: ReadCommand = ({ name = '', behavior }, target, gather) => {
  lockDescendants(target, gather)
  for (const { columns, references } of foreignKeysOf(target.table)) {
    if (references && columns.includes(name)) lockWithPartitions(references.table, 'ACCESS EXCLUSIVE', gather)
  }
  for (const sequence of ownedSequences(gather.schema, target.key, name)) {
    gather.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence')
  }
  if (behavior !== 'DROP_CASCADE') {
    const view = viewOn(gather.schema, target.key, name)
    if (view) gather.refuse(`The view ${view} reads the column.`)
    return
  }
  for (const { table, constraint } of foreignKeysTo(gather.schema, target.key)) {
    if (constraint.references?.columns.includes(name)) gather.lock(table.key, 'ACCESS EXCLUSIVE')
  }
  dropViewsOn(target.key, gather, name)
}
