import type { Constraint, SchemaModel, Table, Uses } from './model'
import { columnsIn } from './walk'

export interface Dependent {
  kind:
    | 'view'
    | 'check'
    | 'index'
    | 'foreign key'
    | 'trigger'
    | 'policy'
    | 'rule'
    | 'generated column'
    | 'partition key'
    | 'sequence'
  name: string
  /** The key of the table or view that it belongs to, or that it is. */
  of: string
  /** `view active_orders`, `foreign key items_order_id_fkey of items`. */
  words: string
}

/**
 * What names a table, or one of its columns, with the views on such views. A table's own parts are told for a column
 * alone: they go with the table. Plain indexes, keys and foreign keys of the column itself are among them.
 */
export function dependentsOf(schema: SchemaModel, of: { table: string; column?: string }): Dependent[] {
  const { table: key, column } = of
  const found: Dependent[] = []
  const add = (kind: Dependent['kind'], name: string, owner: string) => {
    const where = kind === 'view' || (owner === key && kind !== 'sequence') ? '' : ` of ${shownKey(owner)}`
    const words = kind === 'sequence' ? `sequence ${name}` : `${kind} ${name}${where}`
    found.push({ kind, name, of: owner, words })
  }
  const table = schema.tables.get(key)
  if (table && column !== undefined) ofItself(table, column, add)
  ofSequences(schema, key, column, add)
  for (const other of schema.tables.values()) {
    for (const constraint of other.constraints.values()) {
      if (refersTo(constraint, key, column) && (other.key !== key || column !== undefined))
        if (
          !found.some(
            ({ kind, name, of: owner }) =>
              kind === 'foreign key' && name === constraint.name && owner === other.key,
          )
        )
          add('foreign key', constraint.name, other.key)
    }
    const isOther = other.key !== key || column !== undefined
    for (const { name, uses } of other.policies.values())
      if (isOther && reads(uses, key, column)) add('policy', name, other.key)
    for (const { name, uses } of other.rules.values())
      if (isOther && reads(uses, key, column)) add('rule', name, other.key)
  }
  ofViews(schema, key, column, add, new Set())
  if (column !== undefined) {
    const generated = found.filter(({ kind }) => kind === 'generated column')
    for (const { name } of generated) {
      for (const each of dependentsOf(schema, { table: key, column: name }))
        if (!found.some(({ words }) => words === each.words)) found.push(each)
    }
  }
  return found
}

type Add = (kind: Dependent['kind'], name: string, owner: string) => void

function ofItself(table: Table, column: string, add: Add): void {
  for (const constraint of table.constraints.values()) {
    if (!constraint.columns.includes(column)) continue
    if (constraint.kind === 'check') add('check', constraint.name, table.key)
    if (constraint.kind === 'foreign') add('foreign key', constraint.name, table.key)
  }
  for (const index of table.indexes.values()) {
    const inside = [...index.expressions, ...(index.predicate ? [index.predicate] : [])]
    if (
      index.columns.includes(column) ||
      index.include.includes(column) ||
      columnsIn(inside).includes(column)
    )
      add('index', index.name, table.key)
  }
  for (const { name, generated } of table.columns.values()) {
    if (generated && columnsIn(generated.expression).includes(column))
      add('generated column', name, table.key)
  }
  if (table.partitionKey?.includes(column)) add('partition key', column, table.key)
  for (const trigger of table.triggers.values())
    if (trigger.columns.includes(column)) add('trigger', trigger.name, table.key)
}

function ofSequences(schema: SchemaModel, key: string, column: string | undefined, add: Add): void {
  for (const { key: sequence, ownedBy } of schema.sequences.values()) {
    if (ownedBy?.table === key && (column === undefined || ownedBy.column === column))
      add('sequence', shownKey(sequence), key)
  }
}

function refersTo({ references }: Constraint, key: string, column: string | undefined): boolean {
  if (references?.table !== key) return false
  return column === undefined || references.columns.includes(column)
}

function reads(uses: Uses, key: string, column: string | undefined): boolean {
  const used = uses.get(key)
  if (used === undefined) return false
  return column === undefined || used === 'all' || used.has(column)
}

function ofViews(
  schema: SchemaModel,
  key: string,
  column: string | undefined,
  add: Add,
  seen: Set<string>,
): void {
  for (const view of schema.views.values()) {
    if (seen.has(view.key) || !reads(view.uses, key, column)) continue
    seen.add(view.key)
    add('view', shownKey(view.key), view.key)
    ofViews(schema, view.key, undefined, add, seen)
  }
}

function shownKey(key: string): string {
  return key.startsWith('public.') ? key.slice('public.'.length) : key
}
