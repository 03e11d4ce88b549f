import type {
  AlterPublicationStmt,
  CommentStmt,
  CreatePublicationStmt,
  CreateStatsStmt,
  GrantStmt,
  Node,
} from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfNames, keyOfRelation } from './names'

const ofTable = new Set<string>(['OBJECT_TABCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE'])
const relations = new Set<string>([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
])

export function readComment(statement: CommentStmt, gather: Gather) {
  const { object } = statement
  const objtype: string = statement.objtype ?? ''
  const names = (object && nodeOf(object, 'List')?.items) ?? []
  if (relations.has(objtype)) gather.lock(keyOfNames(gather.schema, names), 'SHARE UPDATE EXCLUSIVE')
  else if (objtype === 'OBJECT_COLUMN') {
    gather.lock(keyOfNames(gather.schema, names.slice(0, -1)), 'SHARE UPDATE EXCLUSIVE')
  } else if (ofTable.has(objtype)) {
    gather.lock(keyOfNames(gather.schema, names.slice(0, -1)), 'ACCESS SHARE')
  } else if (objtype === 'OBJECT_INDEX') {
    const key = keyOfNames(gather.schema, names)
    gather.lock(findIndexByKey(gather.schema, key)?.key ?? key, 'SHARE UPDATE EXCLUSIVE', 'index')
  }
}

export function readCreateStatistics(statement: CreateStatsStmt, gather: Gather) {
  for (const node of statement.relations ?? []) {
    const relation = nodeOf(node, 'RangeVar')
    if (relation) gather.lock(keyOfRelation(gather.schema, relation), 'SHARE UPDATE EXCLUSIVE')
  }
}

export function readPublication(statement: CreatePublicationStmt | AlterPublicationStmt, gather: Gather) {
  for (const node of statement.pubobjects ?? []) lockPublished(node, gather)
}

function lockPublished(node: Node, gather: Gather): void {
  const relation = nodeOf(node, 'PublicationObjSpec')?.pubtable?.relation
  if (!relation) return
  const key = keyOfRelation(gather.schema, relation)
  gather.lock(key, 'SHARE UPDATE EXCLUSIVE')
  // A partitioned table is published by its name alone.
  if (!relation?.inh || gather.schema.tables.get(key)?.kind === 'partitioned') return
  for (const each of descendantsOf(gather.schema, key)) gather.lock(each, 'SHARE UPDATE EXCLUSIVE')
}

/** From 18 on the relation is kept from being dropped meanwhile. */
export function readGrant(statement: GrantStmt, gather: Gather) {
  const { targtype, objtype } = statement
  if (gather.postgres < 18 || targtype !== 'ACL_TARGET_OBJECT') return
  if (objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_SEQUENCE') return
  for (const node of statement.objects ?? []) {
    const relation = nodeOf(node, 'RangeVar')
    if (relation) gather.lock(keyOfRelation(gather.schema, relation), 'ACCESS SHARE')
  }
}
