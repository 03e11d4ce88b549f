import type { RangeVar } from 'libpg-query'
import type { Column, Constraint, Index, SchemaModel, Table, UserType, View } from './model'
import { keyOf, type Named, partsOf, typeKeyOf } from './names'

export { keyOf, typeKeyOf } from './names'

/** Null: the model does not know it. Unless the model is complete, it may be there all the same. */
export function findTable(schema: SchemaModel, named: Named | undefined): Table | null {
  return named ? (schema.tables.get(keyOf(schema, named)) ?? null) : null
}

export function findType(schema: SchemaModel, named: Named | undefined): UserType | null {
  return named ? (schema.types.get(typeKeyOf(schema, named)) ?? null) : null
}

/** The index of that name and what it is on: a table, or a materialized view. */
export function findIndex(
  schema: SchemaModel,
  named: Named | string,
): { table: Table; view: null; index: Index } | { table: null; view: View; index: Index } | null {
  const { schema: written, name } = typeof named === 'string' ? splitKey(named) : partsOf(named as RangeVar)
  const where = written === null ? new Set(['pg_temp', ...schema.searchPath]) : new Set([written])
  for (const table of schema.tables.values()) {
    if (!table.indexes.has(name) || !where.has(table.schema)) continue
    return { table, view: null, index: table.indexes.get(name) as Index }
  }
  for (const view of schema.views.values()) {
    if (!view.indexes.has(name) || !where.has(view.schema)) continue
    return { table: null, view, index: view.indexes.get(name) as Index }
  }
  return null
}

function splitKey(text: string): { schema: string | null; name: string } {
  const dot = text.indexOf('.')
  return dot < 0 ? { schema: null, name: text } : { schema: text.slice(0, dot), name: text.slice(dot + 1) }
}

export function findConstraint(table: Table | null, name: string | undefined): Constraint | null {
  return (name !== undefined && table?.constraints.get(name)) || null
}

export function columnOf(table: Table | null, name: string | undefined): Column | null {
  return (name !== undefined && table?.columns.get(name)) || null
}

/** Null: it has none, or it is not known. */
export function primaryKeyOf(table: Table | null): Constraint | null {
  for (const constraint of table?.constraints.values() ?? [])
    if (constraint.kind === 'primary') return constraint
  return null
}

/** Foreign keys that point at a table, its own ones too. */
export function foreignKeysTo(
  schema: SchemaModel,
  tableKey: string,
): { table: Table; constraint: Constraint }[] {
  const found: { table: Table; constraint: Constraint }[] = []
  for (const table of schema.tables.values()) {
    for (const constraint of table.constraints.values()) {
      if (constraint.references?.table === tableKey) found.push({ table, constraint })
    }
  }
  return found
}

/** Direct partitions. */
export function partitionsOf(schema: SchemaModel, tableKey: string): Table[] {
  return [...schema.tables.values()].filter((table) => table.partitionOf === tableKey)
}

/** Partitions and inheriting tables, direct ones. */
export function childrenOf(schema: SchemaModel, tableKey: string): Table[] {
  const found: Table[] = []
  for (const table of schema.tables.values()) {
    if (table.partitionOf === tableKey || (table.inherits.length > 0 && table.inherits.includes(tableKey)))
      found.push(table)
  }
  return found
}
