import type { Node, RangeVar } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { findIndex } from '../model/lookup'
import type { Constraint, Index, SchemaModel, Table } from '../model/model'
import { keyOf } from '../model/names'

/** `schema.name` of a relation as a statement writes it. */
export function keyOfRelation(schema: SchemaModel, relation: RangeVar | undefined): string {
  return keyOf(schema, relation ?? {})
}

/** Dotted names, a list of String nodes, as in DROP. */
export function keyOfNames(schema: SchemaModel, names: readonly Node[]): string {
  return keyOf(schema, names)
}

export function stringsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => nodeOf(node, 'String')?.sval ?? [])
}

/** The index of that key, with the key of its table or materialized view. */
export function findIndexByKey(
  schema: SchemaModel,
  key: string,
): { key: string; table: string; index: Index; owner: Table | null } | null {
  const found = findIndex(schema, key)
  if (!found) return null
  const on = found.table ?? found.view
  return { key: `${on.schema}.${found.index.name}`, table: on.key, index: found.index, owner: found.table }
}

/** Partitions and children that inherit from it, and theirs. */
export function descendantsOf(schema: SchemaModel, key: string): string[] {
  const children = childrenByParent(schema)
  if (!children.has(key)) return []
  const found = new Set([key])
  // A set goes on with what is added while it is walked.
  for (const parent of found) for (const child of children.get(parent) ?? []) found.add(child)
  found.delete(key)
  return [...found]
}

function childrenByParent(schema: SchemaModel): Map<string, string[]> {
  const children = new Map<string, string[]>()
  for (const { key, partitionOf, inherits } of schema.tables.values()) {
    if (partitionOf === null && inherits.length === 0) continue
    for (const parent of partitionOf === null ? inherits : [partitionOf, ...inherits]) {
      const known = children.get(parent)
      if (known) known.push(key)
      else children.set(parent, [key])
    }
  }
  return children
}

export function foreignKeysOf(table: Table | null | undefined): Constraint[] {
  return [...(table?.constraints.values() ?? [])].filter(({ kind }) => kind === 'foreign')
}

/** Keys of the sequences of SERIAL and IDENTITY columns. */
export function ownedSequences(schema: SchemaModel, table: string, column?: string): string[] {
  return [...schema.sequences.values()]
    .filter(({ ownedBy }) => ownedBy?.table === table && (column === undefined || ownedBy.column === column))
    .map(({ key }) => key)
}
