import type { DropStmt, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { foreignKeysTo } from '../model/lookup'
import { defaultPartitionOf } from './alter-table/partitions'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, foreignKeysOf, keyOfNames } from './names'

export function readDrop(statement: DropStmt, gather: Gather) {
  for (const object of statement.objects ?? []) dropOne(object, statement, gather)
}

function dropOne(object: Node, statement: DropStmt, gather: Gather) {
  const names = nodeOf(object, 'List')?.items ?? [object]
  const cascade = statement.behavior === 'DROP_CASCADE'
  switch (statement.removeType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return dropTable(keyOfNames(gather.schema, names), cascade, gather)
    case 'OBJECT_INDEX':
      return dropIndex(keyOfNames(gather.schema, names), statement.concurrent === true, gather)
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_SEQUENCE':
      return gather.lock(keyOfNames(gather.schema, names), 'ACCESS EXCLUSIVE', kinds[statement.removeType])
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return gather.lock(keyOfNames(gather.schema, names.slice(0, -1)), 'ACCESS EXCLUSIVE')
  }
}

const kinds = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_SEQUENCE: 'sequence',
} as const

/** Foreign keys have triggers on both tables, and a partition is known to its parent: all of them are locked. */
export function dropTable(key: string, cascade: boolean, gather: Gather) {
  const { schema } = gather
  const table = schema.tables.get(key)
  if (!table && schema.complete) return
  for (const each of [key, ...descendantsOf(schema, key)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    for (const { references } of foreignKeysOf(schema.tables.get(each))) {
      if (references) gather.lock(references.table, 'ACCESS EXCLUSIVE')
    }
    for (const sequence of schema.sequences.values()) {
      if (sequence.ownedBy?.table === each) gather.lock(sequence.key, 'ACCESS EXCLUSIVE', 'sequence')
    }
    if (cascade) dropDependents(each, gather)
  }
  if (!table?.partitionOf) return
  gather.lock(table.partitionOf, 'ACCESS EXCLUSIVE')
  const standard = defaultPartitionOf(schema, table.partitionOf)
  if (standard && standard !== key) gather.lock(standard, 'ACCESS EXCLUSIVE')
}

function dropDependents(key: string, gather: Gather) {
  for (const { table } of foreignKeysTo(gather.schema, key)) gather.lock(table.key, 'ACCESS EXCLUSIVE')
  for (const view of gather.schema.views.values()) {
    if (view.uses.has(key)) gather.lock(view.key, 'ACCESS EXCLUSIVE')
  }
}

function dropIndex(key: string, concurrent: boolean, gather: Gather) {
  const found = findIndexByKey(gather.schema, key)
  if (!found && gather.schema.complete) return
  const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
  if (found) gather.lock(found.table, mode)
  gather.lock(key, mode, 'index')
}
