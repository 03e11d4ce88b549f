import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, RangeVar, RuleStmt } from 'libpg-query'
import { walk } from '../model/walk'
import type { Gather } from './gather'
import { descendantsOf, keyOfRelation } from './names'
import { lockReads } from './reads'

export function readCreateTrigger(statement: CreateTrigStmt, gather: Gather) {
  const { schema } = gather
  const key = keyOfRelation(schema, statement.relation)
  gather.lock(key, 'SHARE ROW EXCLUSIVE')
  if (statement.constrrel) gather.lock(keyOfRelation(schema, statement.constrrel), 'ACCESS SHARE')
  if (!statement.row || schema.tables.get(key)?.kind !== 'partitioned') return
  for (const each of descendantsOf(schema, key)) gather.lock(each, 'SHARE ROW EXCLUSIVE')
}

export function readPolicy(statement: CreatePolicyStmt | AlterPolicyStmt, gather: Gather) {
  gather.lock(keyOfRelation(gather.schema, statement.table), 'ACCESS EXCLUSIVE')
  lockReads([statement.qual, statement.with_check], gather, false)
}

export function readRule(statement: RuleStmt, gather: Gather) {
  gather.lock(keyOfRelation(gather.schema, statement.relation), 'ACCESS EXCLUSIVE')
  lockReads([statement.actions, statement.whereClause], gather, false)
  walk(statement.actions, (name, inner) => {
    const { relation } = inner as { relation?: RangeVar }
    const writes = name === 'InsertStmt' || name === 'UpdateStmt' || name === 'DeleteStmt'
    if (writes && relation) gather.lock(keyOfRelation(gather.schema, relation), 'ROW EXCLUSIVE')
    return undefined
  })
}
