import type { AlterObjectSchemaStmt, RenameStmt } from 'libpg-query'
import type { RelationLock } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfNames, keyOfRelation } from './names'

const ofFamily = new Set<string>([
  'OBJECT_COLUMN',
  'OBJECT_ATTRIBUTE',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_TRIGGER',
])
const ofRelation = new Set<string>([
  'OBJECT_TABLE',
  'OBJECT_FOREIGN_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_INDEX',
  'OBJECT_POLICY',
  'OBJECT_RULE',
  ...ofFamily,
])

export function readRename(statement: RenameStmt, gather: Gather) {
  const { renameType = '', relation } = statement
  if (!relation || !ofRelation.has(renameType) || statement.relationType === 'OBJECT_TYPE') return
  const { schema } = gather
  const key = keyOfRelation(schema, relation)
  const index =
    renameType === 'OBJECT_INDEX' || renameType === 'OBJECT_TABLE' ? findIndexByKey(schema, key) : null
  if (renameType === 'OBJECT_INDEX' || (index && !schema.tables.has(key))) {
    if (index || !schema.complete) gather.lock(index?.key ?? key, 'SHARE UPDATE EXCLUSIVE', 'index')
    return
  }
  if (statement.missing_ok && schema.complete && !isKnown(key, gather)) return
  gather.lock(key, 'ACCESS EXCLUSIVE', isKnown(key, gather) ? undefined : writtenKinds[renameType])
  if (ofFamily.has(renameType) && relation.inh === true) {
    for (const each of descendantsOf(schema, key)) gather.lock(each, 'ACCESS EXCLUSIVE')
  }
}

/** What the statement calls it, where nothing else is known of it. */
const writtenKinds: Record<string, RelationLock['kind']> = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_SEQUENCE: 'sequence',
}

function isKnown(key: string, { schema }: Gather): boolean {
  return schema.tables.has(key) || schema.views.has(key) || schema.sequences.has(key)
}

/** What belongs to a table moves with it. */
export function readSetSchema(statement: AlterObjectSchemaStmt, gather: Gather) {
  const { relation, object, objectType } = statement
  const { schema } = gather
  if (relation) {
    const key = keyOfRelation(schema, relation)
    if (statement.missing_ok && schema.complete && !isKnown(key, gather)) return
    gather.lock(key, 'ACCESS EXCLUSIVE')
    for (const sequence of schema.sequences.values()) {
      if (sequence.ownedBy?.table === key) gather.lock(sequence.key, 'ACCESS EXCLUSIVE', 'sequence')
    }
  } else if (object && objectType === 'OBJECT_TABLE') {
    const names = nodeOf(object, 'List')?.items
    if (names) gather.lock(keyOfNames(schema, names), 'ACCESS EXCLUSIVE')
  }
}
