import { foreignKeysTo } from '../model/lookup'
import type { SchemaModel } from '../model/model'
import { defaultPartitionOf } from './alter-table/partitions'
import { lockWithPartitions } from './alter-table/target'
import type { Gather } from './gather'
import { descendantsOf, foreignKeysOf, ownedSequences } from './names'

/** Foreign keys have triggers on both tables, and a partition is known to its parent: all of them are locked. */
export function dropTable(key: string, cascade: boolean, gather: Gather) {
  const { schema } = gather
  const table = schema.tables.get(key)
  if (!table && schema.complete) return gather.because('There is no such table.')
  for (const each of [key, ...descendantsOf(schema, key)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    for (const { references } of foreignKeysOf(schema.tables.get(each))) {
      if (references) lockWithPartitions(references.table, 'ACCESS EXCLUSIVE', gather)
    }
    for (const sequence of ownedSequences(schema, each)) gather.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence')
    if (!cascade) continue
    for (const other of foreignKeysTo(schema, each)) gather.lock(other.table.key, 'ACCESS EXCLUSIVE')
    dropViewsOn(each, gather)
  }
  if (!table?.partitionOf) return
  gather.lock(table.partitionOf, 'ACCESS EXCLUSIVE')
  const standard = defaultPartitionOf(schema, table.partitionOf)
  if (standard && standard !== key) gather.lock(standard, 'ACCESS EXCLUSIVE')
}

/** A view that reads the table, or that column of it; null: none is known. */
export function viewOn(schema: SchemaModel, key: string, column?: string): string | null {
  for (const { key: view, uses } of schema.views.values()) {
    const used = uses.get(key)
    if (used && (column === undefined || used === 'all' || used.has(column))) return view
  }
  return null
}

/** CASCADE drops the views that read it, and the views on those. `column`: only where that one is read. */
export function dropViewsOn(key: string, gather: Gather, column?: string) {
  for (const view of gather.schema.views.values()) {
    const used = view.uses.get(key)
    if (!used || (column !== undefined && used !== 'all' && !used.has(column))) continue
    gather.lock(view.key, 'ACCESS EXCLUSIVE')
    dropViewsOn(view.key, gather)
  }
}
