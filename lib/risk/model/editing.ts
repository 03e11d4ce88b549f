import type { RangeVar } from 'libpg-query'
import type { Column, Origin, SchemaModel, Table } from './model'
import { keyOf, nameIn, partsOf, schemaOf } from './names'

export function newTable(key: string, given: Partial<Table> = {}): Table {
  return {
    key,
    schema: schemaOf(key),
    name: nameIn(key),
    kind: 'table',
    columns: new Map(),
    constraints: new Map(),
    indexes: new Map(),
    triggers: new Map(),
    policies: new Map(),
    rules: new Map(),
    rowSecurity: false,
    unlogged: false,
    temporary: false,
    replicaIdentity: 'default',
    partitionOf: null,
    defaultPartition: false,
    partitionKey: null,
    inherits: [],
    complete: true,
    born: null,
    ...given,
  }
}

/** A copy that may be changed until it is put into the model. */
export function copyTable(table: Table): Table {
  return {
    ...table,
    columns: copyMap(table.columns),
    constraints: copyMap(table.constraints),
    indexes: copyMap(table.indexes),
    triggers: copyMap(table.triggers),
    policies: copyMap(table.policies),
    rules: copyMap(table.rules),
  }
}

/** Most are empty, and iterating over nothing costs more than an empty map. */
function copyMap<T>(map: Map<string, T>): Map<string, T> {
  return map.size === 0 ? new Map() : new Map(map)
}

/** Changes a table by putting a changed copy in its place. */
export function editTable(schema: SchemaModel, table: Table, edit: (copy: Table) => void): Table {
  const copy = copyTable(table)
  edit(copy)
  schema.tables.set(copy.key, copy)
  return copy
}

/**
 * The table that a statement speaks of. One that the model does not know is there all the same, since the statement
 * would fail otherwise: it is known from now on, as far as statements tell. Null: it is known to be something else.
 */
export function tableOf(schema: SchemaModel, relation: RangeVar | undefined): Table | null {
  if (!relation?.relname) return null
  const key = keyOf(schema, relation)
  const known = schema.tables.get(key)
  if (known) return known
  if (schema.views.has(key) || schema.sequences.has(key)) return null
  const table = newTable(key, { complete: false, temporary: partsOf(relation).schema === 'pg_temp' })
  schema.tables.set(key, table)
  return table
}

/** With some of a column's properties changed. What is not known of it stays unknown: then nothing is changed. */
export function editColumn(table: Table, name: string | undefined, change: Partial<Column>): void {
  const column = name === undefined ? undefined : table.columns.get(name)
  if (column) table.columns.set(column.name, { ...column, ...change })
}

/** A column that a statement speaks of and nobody has seen: something is known of it, but not its type. */
export function unknownColumn(name: string, born: Origin = null): Column {
  return {
    name,
    type: { schema: null, name: 'unknown', modifiers: [], array: false },
    notNull: false,
    default: null,
    serial: false,
    identity: null,
    generated: null,
    collation: null,
    born,
  }
}
