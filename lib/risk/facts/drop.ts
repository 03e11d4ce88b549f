import type { DropStmt, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { foreignKeysTo } from '../model/lookup'
import { schemaOf, typeKeyOf } from '../model/names'
import { tablesUsing } from './domains'
import { dropTable, dropViewsOn } from './drop-table'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfNames, stringsOf } from './names'
import { partsOfIndex } from './same-index'

export function readDrop(statement: DropStmt, gather: Gather) {
  if (statement.behavior !== 'DROP_CASCADE') refuseDependents(statement, gather)
  for (const object of statement.objects ?? []) dropOne(object, statement, gather)
}

/** Without CASCADE what others need stays, unless they go with it. */
function refuseDependents({ objects, removeType }: DropStmt, gather: Gather) {
  if (removeType !== 'OBJECT_TABLE' && removeType !== 'OBJECT_VIEW' && removeType !== 'OBJECT_MATVIEW') return
  const { schema } = gather
  const keys = (objects ?? []).map((object) => keyOfNames(schema, nodeOf(object, 'List')?.items ?? [object]))
  for (const key of keys) {
    const views = [...schema.views.values()].filter((view) => view.uses.has(key) && !keys.includes(view.key))
    if (views[0]) gather.refuse(`The view ${views[0].key} reads it.`)
    const [other] = foreignKeysTo(schema, key).filter(({ table }) => !keys.includes(table.key))
    if (other && other.table.partitionOf !== key) {
      gather.refuse(`The foreign key ${other.constraint.name} of ${other.table.key} refers to it.`)
    }
  }
}

function dropOne(object: Node, statement: DropStmt, gather: Gather) {
  const { schema } = gather
  const { removeType, missing_ok } = statement
  const names = nodeOf(object, 'List')?.items ?? [object]
  const cascade = statement.behavior === 'DROP_CASCADE'
  switch (removeType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return dropTable(keyOfNames(schema, names), cascade, gather)
    case 'OBJECT_INDEX':
      return dropIndex(keyOfNames(schema, names), statement.concurrent === true, gather)
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return dropView(keyOfNames(schema, names), removeType === 'OBJECT_MATVIEW', cascade, gather)
    case 'OBJECT_SEQUENCE':
      return dropSequence(keyOfNames(schema, names), cascade, gather)
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return dropPart(names, missing_ok === true, kinds[removeType], gather)
    case 'OBJECT_SCHEMA':
      return cascade ? dropSchema(stringsOf(names).at(-1) ?? '', gather) : undefined
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return cascade ? dropType(object, gather) : undefined
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
      return cascade ? dropFunction(object, gather) : undefined
  }
}

const kinds = { OBJECT_TRIGGER: 'triggers', OBJECT_POLICY: 'policies', OBJECT_RULE: 'rules' } as const

function dropView(key: string, materialized: boolean, cascade: boolean, gather: Gather) {
  if (gather.schema.complete && !gather.schema.views.has(key)) return
  gather.lock(key, 'ACCESS EXCLUSIVE', materialized ? 'materialized view' : 'view')
  if (cascade) dropViewsOn(key, gather)
}

function dropSequence(key: string, cascade: boolean, gather: Gather) {
  const known = gather.schema.sequences.get(key)
  if (gather.schema.complete && !known) return
  gather.lock(key, 'ACCESS EXCLUSIVE', 'sequence')
  // The default that draws from it goes with it.
  if (cascade && known?.ownedBy) gather.lock(known.ownedBy.table, 'ACCESS EXCLUSIVE')
}

/** A trigger, a policy or a rule, whose name follows that of its table. */
function dropPart(names: readonly Node[], missingOk: boolean, kind: Kind, gather: Gather) {
  const { schema } = gather
  const key = keyOfNames(schema, names.slice(0, -1))
  const table = schema.tables.get(key)
  const name = stringsOf(names).at(-1) ?? ''
  const isAbsent = schema.complete && !schema.views.has(key) && !table?.[kind].has(name)
  if (missingOk && isAbsent) return gather.because('There is nothing of that name.')
  gather.lock(key, 'ACCESS EXCLUSIVE')
  if (kind !== 'triggers' || table?.kind !== 'partitioned') return
  for (const each of descendantsOf(schema, key)) gather.lock(each, 'ACCESS EXCLUSIVE')
}

type Kind = (typeof kinds)[keyof typeof kinds]

function dropSchema(name: string, gather: Gather) {
  const { schema } = gather
  for (const table of schema.tables.values()) if (table.schema === name) dropTable(table.key, true, gather)
  for (const view of schema.views.values()) {
    if (view.schema === name) dropView(view.key, view.materialized, true, gather)
  }
  for (const { key } of schema.sequences.values()) {
    if (key.startsWith(`${name}.`)) dropSequence(key, true, gather)
  }
  for (const { key } of schema.types.values()) if (key.startsWith(`${name}.`)) dropColumnsOf(key, gather)
}

function dropType(object: Node, gather: Gather) {
  const names = nodeOf(object, 'TypeName')?.names ?? nodeOf(object, 'List')?.items ?? []
  dropColumnsOf(typeKeyOf(gather.schema, names), gather)
}

/** CASCADE drops the columns of a type, wherever they are. */
function dropColumnsOf(type: string, gather: Gather) {
  for (const table of tablesUsing(gather.schema, type)) {
    gather.lock(table, 'ACCESS EXCLUSIVE')
    dropViewsOn(table, gather)
  }
}

/** CASCADE drops the triggers that call it. */
function dropFunction(object: Node, gather: Gather) {
  const names = nodeOf(object, 'ObjectWithArgs')?.objname ?? nodeOf(object, 'List')?.items ?? []
  const name = stringsOf(names).at(-1)
  for (const { key, triggers } of gather.schema.tables.values()) {
    const calls = [...triggers.values()].some((each) => each.function.split('.').at(-1) === name)
    if (calls) gather.lock(key, 'ACCESS EXCLUSIVE')
  }
}

function dropIndex(key: string, concurrent: boolean, gather: Gather) {
  const { schema } = gather
  const found = findIndexByKey(schema, key)
  if (!found && schema.complete) return
  const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
  gather.lock(found?.key ?? key, mode, 'index')
  if (!found) return
  gather.lock(found.table, mode)
  if (found.owner?.kind !== 'partitioned') return
  for (const part of partsOfIndex(schema, found.table, found.index)) {
    gather.lock(part.table, mode)
    gather.lock(`${schemaOf(part.table)}.${part.index.name}`, mode, 'index')
  }
}
