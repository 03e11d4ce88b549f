import type { Constraint, CreateStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { lockDefaultPartition, lockForeignKeysOf } from './alter-table/partitions'
import type { Gather } from './gather'
import { descendantsOf, keyOfRelation } from './names'

/** Nobody waits for the new table itself: what counts is what it points to, and what it becomes a part of. */
export function readCreateTable(statement: CreateStmt, gather: Gather) {
  const { schema } = gather
  const key = keyOfRelation(schema, statement.relation)
  if (statement.if_not_exists && schema.tables.has(key)) {
    return gather.because('A table of that name is there already.')
  }
  for (const constraint of constraintsOf(statement)) {
    if (constraint.contype !== 'CONSTR_FOREIGN') continue
    const referenced = keyOfRelation(schema, constraint.pktable)
    if (referenced === key) continue
    gather.lock(referenced, 'SHARE ROW EXCLUSIVE')
    if (schema.tables.get(referenced)?.kind !== 'partitioned') continue
    for (const each of descendantsOf(schema, referenced)) gather.lock(each, 'SHARE ROW EXCLUSIVE')
  }
  const parents = (statement.inhRelations ?? []).flatMap((node) => nodeOf(node, 'RangeVar') ?? [])
  for (const parent of parents) {
    const parentKey = keyOfRelation(schema, parent)
    gather.lock(parentKey, statement.partbound ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE')
    if (!statement.partbound) continue
    lockDefaultPartition(parentKey, statement.partbound, gather)
    lockForeignKeysOf(parentKey, gather)
  }
  for (const node of statement.tableElts ?? []) {
    const like = nodeOf(node, 'TableLikeClause')?.relation
    if (like) gather.lock(keyOfRelation(schema, like), 'ACCESS SHARE')
  }
}

export function constraintsOf({ tableElts, constraints }: CreateStmt): Constraint[] {
  return [...(tableElts ?? []), ...(constraints ?? [])].flatMap((node) => {
    const beside = nodeOf(node, 'ColumnDef')?.constraints ?? []
    return [node, ...beside].flatMap((each) => nodeOf(each, 'Constraint') ?? [])
  })
}
