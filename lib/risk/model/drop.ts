import type { DropStmt, Node, TypeCast } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { dropColumn, dropViewsThatUse } from './drop-parts'
import { copyTable, editTable } from './editing'
import { childrenOf, findIndex, findTable, foreignKeysTo } from './lookup'
import type { SchemaModel, Table } from './model'
import { functionKeyOf, keyOf, schemaOf, texts, typeKeyOf } from './names'
import { walk } from './walk'

export function drop(schema: SchemaModel, statement: DropStmt): void {
  const cascade = statement.behavior === 'DROP_CASCADE'
  for (const object of statement.objects ?? []) {
    const names = namesOf(object)
    switch (statement.removeType) {
      case 'OBJECT_TABLE':
      case 'OBJECT_FOREIGN_TABLE':
        dropTable(schema, keyOf(schema, names), cascade)
        break
      case 'OBJECT_VIEW':
      case 'OBJECT_MATVIEW':
        dropView(schema, keyOf(schema, names), cascade)
        break
      case 'OBJECT_INDEX':
        dropIndex(schema, names)
        break
      case 'OBJECT_TYPE':
      case 'OBJECT_DOMAIN':
        dropType(schema, typeKeyOf(schema, names), cascade)
        break
      case 'OBJECT_SEQUENCE':
        dropSequence(schema, keyOf(schema, names), cascade)
        break
      case 'OBJECT_FUNCTION':
      case 'OBJECT_PROCEDURE':
      case 'OBJECT_ROUTINE':
      case 'OBJECT_AGGREGATE':
        dropFunction(schema, functionKeyOf(schema, names), cascade)
        break
      case 'OBJECT_SCHEMA':
        dropSchema(schema, names.at(-1) ?? '', cascade)
        break
      case 'OBJECT_EXTENSION':
        schema.extensions.delete(names.at(-1) ?? '')
        break
      case 'OBJECT_TRIGGER':
      case 'OBJECT_POLICY':
      case 'OBJECT_RULE':
        dropOfTable(schema, statement.removeType, names)
    }
  }
}

function namesOf(object: Node): string[] {
  const list = nodeOf(object, 'List')
  if (list) return texts(list.items)
  const type = nodeOf(object, 'TypeName')
  if (type) return texts(type.names)
  const routine = nodeOf(object, 'ObjectWithArgs')
  if (routine) return texts(routine.objname)
  return [nodeOf(object, 'String')?.sval ?? '']
}

export function dropTable(schema: SchemaModel, key: string, cascade: boolean): void {
  const table = schema.tables.get(key)
  if (!table) return
  schema.tables.delete(key)
  for (const [sequence, { ownedBy }] of schema.sequences) {
    if (ownedBy?.table === key) schema.sequences.delete(sequence)
  }
  for (const child of childrenOf(schema, key)) {
    if (child.partitionOf === key || cascade) dropTable(schema, child.key, cascade)
  }
  if (!cascade) return
  for (const { table: other, constraint } of foreignKeysTo(schema, key)) {
    const now = schema.tables.get(other.key)
    if (now) editTable(schema, now, (copy) => copy.constraints.delete(constraint.name))
  }
  dropViewsThatUse(schema, key, null)
}

function dropView(schema: SchemaModel, key: string, cascade: boolean): void {
  schema.views.delete(key)
  if (cascade) dropViewsThatUse(schema, key, null)
}

function dropIndex(schema: SchemaModel, names: string[]): void {
  const found = findIndex(schema, names)
  if (!found) return
  const { table, view, index } = found
  if (view) {
    const indexes = new Map(view.indexes)
    indexes.delete(index.name)
    schema.views.set(view.key, { ...view, indexes })
    return
  }
  editTable(schema, table, (copy) => copy.indexes.delete(index.name))
  if (table.kind !== 'partitioned') return
  for (const child of childrenOf(schema, table.key)) dropIndexLike(schema, child, index.columns.join())
}

/** The index of a partition goes with the one that it is a part of. */
function dropIndexLike(schema: SchemaModel, partition: Table, columns: string): void {
  const like = [...partition.indexes.values()].find(
    (index) => index.constraint === null && index.columns.join() === columns,
  )
  if (like) editTable(schema, partition, (copy) => copy.indexes.delete(like.name))
  for (const child of childrenOf(schema, partition.key)) dropIndexLike(schema, child, columns)
}

export function dropType(schema: SchemaModel, key: string, cascade: boolean): void {
  const isIt = (names: string[]) => typeKeyOf(schema, names) === key
  const casts = (tree: Node | null | undefined) => namesType(tree, isIt)
  if (cascade) {
    for (const table of [...schema.tables.values()]) dropCasts(schema, table, casts)
    for (const view of [...schema.views.values()]) {
      if (!casts(view.query)) continue
      schema.views.delete(view.key)
      dropViewsThatUse(schema, view.key, null)
    }
  }
  schema.types.delete(key)
  if (!cascade) return
  for (const table of [...schema.tables.values()]) {
    const using = [...table.columns.values()].filter(
      ({ type }) => type.schema !== null && `${type.schema}.${type.name}` === key,
    )
    if (using.length === 0) continue
    const copy = copyTable(table)
    schema.tables.set(copy.key, copy)
    for (const column of using) dropColumn(schema, copy, column.name, true)
  }
}

function namesType(tree: Node | null | undefined, isIt: (names: string[]) => boolean): boolean {
  let found = false
  walk(tree, (name, inner) => {
    if (name === 'TypeCast' && isIt(texts((inner as TypeCast).typeName?.names))) found = true
    return !found
  })
  return found
}

/** Defaults, checks and indexes in which a value is cast to the type. */
function dropCasts(schema: SchemaModel, table: Table, casts: (tree: Node | null) => boolean): void {
  const columns = [...table.columns.values()].filter((column) => casts(column.default))
  const checks = [...table.constraints.values()].filter(({ expression }) => casts(expression))
  const indexes = [...table.indexes.values()].filter(
    ({ expressions, predicate }) => casts(predicate) || expressions.some(casts),
  )
  if (columns.length + checks.length + indexes.length === 0) return
  editTable(schema, table, (copy) => {
    for (const column of columns) copy.columns.set(column.name, { ...column, default: null })
    for (const { name } of checks) copy.constraints.delete(name)
    for (const { name } of indexes) copy.indexes.delete(name)
  })
}

function dropSequence(schema: SchemaModel, key: string, cascade: boolean): void {
  const owner = schema.sequences.get(key)?.ownedBy
  schema.sequences.delete(key)
  const table = owner && schema.tables.get(owner.table)
  const column = owner && table?.columns.get(owner.column)
  if (!cascade || !table || !column) return
  editTable(schema, table, (copy) =>
    copy.columns.set(column.name, { ...column, serial: false, default: null }),
  )
}

function dropFunction(schema: SchemaModel, key: string, cascade: boolean): void {
  schema.functions.delete(key)
  if (!cascade) return
  for (const table of [...schema.tables.values()]) {
    const calling = [...table.triggers.values()].filter((trigger) => trigger.function === key)
    if (calling.length === 0) continue
    editTable(schema, table, (copy) => {
      for (const { name } of calling) copy.triggers.delete(name)
    })
  }
}

function dropSchema(schema: SchemaModel, name: string, cascade: boolean): void {
  schema.schemas.delete(name)
  if (!cascade) return
  const inside = (key: string) => schemaOf(key) === name
  for (const key of [...schema.tables.keys()]) if (inside(key)) dropTable(schema, key, true)
  for (const key of [...schema.views.keys()]) if (inside(key)) dropView(schema, key, true)
  for (const key of [...schema.types.keys()]) if (inside(key)) dropType(schema, key, true)
  for (const key of [...schema.sequences.keys()]) if (inside(key)) dropSequence(schema, key, true)
  for (const key of [...schema.functions.keys()]) if (inside(key)) dropFunction(schema, key, true)
}

/** Names end in the table and the thing. */
function dropOfTable(
  schema: SchemaModel,
  kind: 'OBJECT_TRIGGER' | 'OBJECT_POLICY' | 'OBJECT_RULE',
  names: string[],
): void {
  const name = names.at(-1) ?? ''
  const table = findTable(schema, names.slice(0, -1))
  if (!table) return
  const part = { OBJECT_TRIGGER: 'triggers', OBJECT_POLICY: 'policies', OBJECT_RULE: 'rules' }[kind] as
    | 'triggers'
    | 'policies'
    | 'rules'
  editTable(schema, table, (copy) => copy[part].delete(name))
}
