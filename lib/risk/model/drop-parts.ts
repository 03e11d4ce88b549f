import { copyTable, editColumn } from './editing'
import { foreignKeysTo } from './lookup'
import type { Constraint, Index, SchemaModel, Table } from './model'
import { columnsIn } from './walk'

/**
 * Takes a column from a table that may be changed, with what PostgreSQL takes along by itself: its indexes,
 * constraints and sequence. What only CASCADE takes: foreign keys of others, views, generated columns.
 */
export function dropColumn(schema: SchemaModel, table: Table, name: string, cascade: boolean): void {
  for (const constraint of [...table.constraints.values()]) {
    if (constraint.columns.includes(name)) removeConstraint(schema, table, constraint, cascade)
  }
  for (const index of [...table.indexes.values()])
    if (usesColumn(index, name)) table.indexes.delete(index.name)
  for (const [key, sequence] of schema.sequences) {
    if (sequence.ownedBy?.table === table.key && sequence.ownedBy.column === name)
      schema.sequences.delete(key)
  }
  table.columns.delete(name)
  if (!cascade) return
  for (const column of [...table.columns.values()]) {
    if (column.generated && columnsIn(column.generated.expression).includes(name))
      dropColumn(schema, table, column.name, true)
  }
  dropViewsThatUse(schema, table.key, name)
}

export function dropConstraint(schema: SchemaModel, table: Table, name: string, cascade: boolean): void {
  const constraint = table.constraints.get(name)
  if (constraint) removeConstraint(schema, table, constraint, cascade)
  else dropUnnamedNotNull(table, name)
}

/** NOT NULL is a constraint with a name from 18 on, which no statement need have told. */
function dropUnnamedNotNull(table: Table, name: string): void {
  for (const column of table.columns.values()) {
    if (column.notNull && `${table.name}_${column.name}_not_null` === name)
      editColumn(table, column.name, { notNull: false })
  }
}

function removeConstraint(schema: SchemaModel, table: Table, constraint: Constraint, cascade: boolean): void {
  table.constraints.delete(constraint.name)
  if (constraint.kind === 'not null')
    for (const each of constraint.columns) editColumn(table, each, { notNull: false })
  if (!constraint.index) return
  table.indexes.delete(constraint.index)
  if (cascade) dropForeignKeysOnto(schema, table, constraint.columns)
}

/** Those that refer to just these columns, and so need the key that is going. */
function dropForeignKeysOnto(schema: SchemaModel, table: Table, columns: string[]): void {
  const wanted = [...columns].sort().join('\0')
  for (const { table: other, constraint } of foreignKeysTo(schema, table.key)) {
    if ([...(constraint.references?.columns ?? [])].sort().join('\0') !== wanted) continue
    if (other.key === table.key) table.constraints.delete(constraint.name)
    else {
      const copy = copyTable(other)
      copy.constraints.delete(constraint.name)
      schema.tables.set(copy.key, copy)
    }
  }
}

function usesColumn(index: Index, name: string): boolean {
  return (
    index.columns.includes(name) ||
    index.include.includes(name) ||
    columnsIn([...index.expressions, ...(index.predicate ? [index.predicate] : [])]).includes(name)
  )
}

/** Views on it, and views on those. */
export function dropViewsThatUse(schema: SchemaModel, key: string, column: string | null): void {
  for (const view of [...schema.views.values()]) {
    const used = view.uses.get(key)
    if (used === undefined || (column !== null && used !== 'all' && !used.has(column))) continue
    schema.views.delete(view.key)
    dropViewsThatUse(schema, view.key, null)
  }
}
