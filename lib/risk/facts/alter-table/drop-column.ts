import { foreignKeysTo } from '../../model/lookup'
import { foreignKeysOf } from '../names'
import { lockDescendants, type ReadCommand } from './target'

/** The foreign keys of a column go with it: their triggers stand on both tables. */
export const readDropColumn: ReadCommand = ({ name = '', behavior }, target, gather) => {
  lockDescendants(target, gather)
  for (const { columns, references } of foreignKeysOf(target.table)) {
    if (references && columns.includes(name)) gather.lock(references.table, 'ACCESS EXCLUSIVE')
  }
  if (behavior !== 'DROP_CASCADE') return
  for (const { table, constraint } of foreignKeysTo(gather.schema, target.key)) {
    if (constraint.references?.columns.includes(name)) gather.lock(table.key, 'ACCESS EXCLUSIVE')
  }
  for (const view of gather.schema.views.values()) {
    const used = view.uses.get(target.key)
    if (used === 'all' || used?.has(name)) gather.lock(view.key, 'ACCESS EXCLUSIVE')
  }
}
