import type { DeleteStmt, InsertStmt, UpdateStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { foreignKeysTo } from '../model/lookup'
import type { Gather } from './gather'
import { foreignKeysOf, keyOfRelation } from './names'

export function readInsert(statement: InsertStmt, gather: Gather): void {
  const key = keyOfRelation(gather.schema, statement.relation)
  gather.lock(key, 'ROW EXCLUSIVE')
  lockReferenced(key, null, gather)
}

export function readUpdate(statement: UpdateStmt, gather: Gather): void {
  const key = keyOfRelation(gather.schema, statement.relation)
  gather.lock(key, 'ROW EXCLUSIVE')
  const columns = (statement.targetList ?? []).flatMap((node) => nodeOf(node, 'ResTarget')?.name ?? [])
  lockReferenced(key, columns, gather)
  if (!statement.whereClause) gather.work('scan', key)
}

export function readDelete(statement: DeleteStmt, gather: Gather): void {
  const { schema } = gather
  const key = keyOfRelation(schema, statement.relation)
  gather.lock(key, 'ROW EXCLUSIVE')
  if (!statement.whereClause) gather.work('scan', key)
  for (const { table, constraint } of foreignKeysTo(schema, key)) {
    const { onDelete } = constraint.references ?? {}
    gather.lock(table.key, !onDelete || /restrict|no action/i.test(onDelete) ? 'ROW SHARE' : 'ROW EXCLUSIVE')
  }
}

/** A new value in a foreign key is looked up, and its row kept from being deleted. */
function lockReferenced(key: string, written: readonly string[] | null, gather: Gather): void {
  for (const { columns, references } of foreignKeysOf(gather.schema.tables.get(key))) {
    const touched = written === null || columns.some((column) => written.includes(column))
    if (references && touched) gather.lock(references.table, 'ROW SHARE')
  }
}
