import type { IndexStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { namesInIndex, partsOfIndex, plainIndex } from './constraints'
import { inheritIndex } from './create-table'
import { cut, indexName } from './default-names'
import { copyTable, newTable, tableOf } from './editing'
import { childrenOf, findIndex } from './lookup'
import type { Index, Origin, SchemaModel, Table } from './model'
import { keyOf, schemaOf } from './names'

export function createIndex(schema: SchemaModel, statement: IndexStmt, origin: Origin): void {
  const { relation } = statement
  if (!relation) return
  const key = keyOf(schema, relation)
  const view = schema.views.get(key)
  const given = statement.idxname ? cut(statement.idxname) : null
  if (given && statement.if_not_exists && findIndex(schema, [schemaOf(key), given])) return
  const table = view ? null : tableOf(schema, relation)
  // A materialized view's index is named as a table's.
  const index = indexOf(schema, table ?? newTable(key), statement, origin)
  const { name } = index
  // Until its partitions' indexes are attached to it.
  if (table?.kind === 'partitioned' && relation.inh !== true)
    index.valid = childrenOf(schema, key).length === 0
  if (view) {
    schema.views.set(key, { ...view, indexes: new Map(view.indexes).set(name, index) })
  } else if (table) {
    schema.tables.set(key, { ...table, indexes: new Map(table.indexes).set(name, index) })
    if (table.kind === 'partitioned' && relation.inh === true) passDown(schema, key, index, origin)
  }
}

export function indexOf(schema: SchemaModel, table: Table, statement: IndexStmt, origin: Origin): Index {
  const elements = (statement.indexParams ?? []).flatMap((node) => nodeOf(node, 'IndexElem') ?? [])
  const included = (statement.indexIncludingParams ?? []).flatMap((node) => nodeOf(node, 'IndexElem') ?? [])
  const name = statement.idxname
    ? cut(statement.idxname)
    : indexName(schema, table, namesInIndex([...elements, ...included]), 'idx')
  return {
    ...plainIndex(name, [], origin),
    ...partsOfIndex(elements),
    include: included.map((each) => each.name ?? ''),
    predicate: statement.whereClause ?? null,
    unique: statement.unique === true,
    method: statement.accessMethod || 'btree',
  }
}

function passDown(schema: SchemaModel, parent: string, index: Index, origin: Origin): void {
  for (const child of childrenOf(schema, parent)) {
    if (child.partitionOf !== parent) continue
    const copy = copyTable(child)
    inheritIndex(schema, copy, index, undefined, origin)
    schema.tables.set(child.key, copy)
    passDown(schema, child.key, index, origin)
  }
}
