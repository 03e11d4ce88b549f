import type { CreateStmt, IndexElem, PartitionSpec, TableLikeClause } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { columnOfDefinition, type DefinedColumn } from './columns'
import { type AddedConstraint, addConstraints, namesInIndex } from './constraints'
import { indexName } from './default-names'
import { newTable } from './editing'
import type { Constraint, Index, Origin, SchemaModel, Table } from './model'
import { keyOf, newKeyOf, temporarySchema } from './names'

export function createTable(
  schema: SchemaModel,
  statement: CreateStmt,
  origin: Origin,
  kind: 'table' | 'foreign' = 'table',
): void {
  const { relation } = statement
  if (!relation?.relname) return
  const key = newKeyOf(schema, relation)
  if (statement.if_not_exists && (schema.tables.has(key) || schema.views.has(key))) return
  const parents = (statement.inhRelations ?? []).flatMap((node) => {
    const parent = nodeOf(node, 'RangeVar')
    return parent ? keyOf(schema, parent) : []
  })
  const partitioned = statement.partspec !== undefined
  const table = newTable(key, {
    kind: kind === 'foreign' ? 'foreign' : partitioned ? 'partitioned' : 'table',
    unlogged: relation.relpersistence === 'u',
    temporary: key.startsWith(`${temporarySchema}.`),
    partitionOf: statement.partbound ? (parents[0] ?? null) : null,
    defaultPartition: statement.partbound?.is_default === true,
    partitionKey: statement.partspec ? partitionKeyOf(statement.partspec) : null,
    inherits: statement.partbound ? [] : parents,
    born: origin,
  })
  for (const parent of parents) inheritFrom(schema.tables.get(parent), table, origin)
  const added: AddedConstraint[] = []
  const sequences: { column: string; sequence: string }[] = []
  const likes: TableLikeClause[] = []
  for (const element of [...(statement.tableElts ?? []), ...(statement.constraints ?? [])]) {
    const definition = nodeOf(element, 'ColumnDef')
    const constraint = nodeOf(element, 'Constraint')
    const like = nodeOf(element, 'TableLikeClause')
    if (definition) {
      const defined = columnOfDefinition(schema, table, definition, origin)
      addDefined(table, defined, definition.typeName === undefined)
      added.push(...defined.constraints)
      if (defined.sequence) sequences.push({ column: defined.column.name, sequence: defined.sequence })
    } else if (constraint) added.push({ node: constraint, column: null })
    else if (like) {
      likes.push(like)
      copyColumns(schema, table, like, origin)
    }
  }
  if (statement.ofTypename) table.complete = false
  addConstraints(schema, table, added, { origin, creating: true })
  for (const like of likes) copyIndexes(schema, table, like, origin)
  schema.tables.set(key, table)
  for (const { column, sequence } of sequences) ownSequence(schema, table, column, sequence, origin)
  if (table.partitionOf) {
    const parent = schema.tables.get(table.partitionOf)
    if (parent) inheritKeys(schema, parent, table, origin)
  }
}

/** A partition may say more of a column that it has from its parent. */
function addDefined(table: Table, { column }: DefinedColumn, typeless: boolean): void {
  const inherited = table.columns.get(column.name)
  if (!inherited) table.columns.set(column.name, column)
  else
    table.columns.set(column.name, {
      ...inherited,
      ...(typeless ? {} : { type: column.type }),
      notNull: inherited.notNull || column.notNull,
      default: column.default ?? inherited.default,
      generated: column.generated ?? inherited.generated,
      identity: column.identity ?? inherited.identity,
    })
}

export function ownSequence(
  schema: SchemaModel,
  table: Table,
  column: string,
  name: string,
  born: Origin,
): void {
  const key = `${table.schema}.${name}`
  schema.sequences.set(key, { key, ownedBy: { table: table.key, column }, born })
}

export function partitionKeyOf(spec: PartitionSpec): (string | null)[] {
  return (spec.partParams ?? []).map((node) => {
    const element = nodeOf(node, 'PartitionElem')
    return element?.expr ? null : (element?.name ?? null)
  })
}

/** Columns and checks of a parent. */
function inheritFrom(parent: Table | undefined, table: Table, origin: Origin): void {
  if (!parent?.complete) table.complete = false
  for (const column of parent?.columns.values() ?? []) {
    const known = table.columns.get(column.name)
    const identity = table.partitionOf ? column.identity : null
    const notNull = column.notNull || known?.notNull === true
    table.columns.set(column.name, { ...column, notNull, identity, serial: false, born: origin })
  }
  for (const constraint of parent?.constraints.values() ?? []) {
    const inherits = constraint.kind === 'check' || constraint.kind === 'not null'
    if (inherits && !constraint.noInherit)
      table.constraints.set(constraint.name, { ...constraint, born: origin })
  }
}

/** What a partitioned table has, its partitions have: keys and indexes under names of their own, foreign keys under the same. */
export function inheritKeys(schema: SchemaModel, parent: Table, partition: Table, origin: Origin): void {
  for (const index of parent.indexes.values()) {
    const constraint = index.constraint ? parent.constraints.get(index.constraint) : undefined
    if (!hasLike(partition, index)) inheritIndex(schema, partition, index, constraint, origin)
  }
  for (const constraint of parent.constraints.values()) {
    if (constraint.kind !== 'foreign' || hasForeignLike(partition, constraint)) continue
    partition.constraints.set(constraint.name, { ...constraint, born: origin })
  }
}

export function inheritIndex(
  schema: SchemaModel,
  partition: Table,
  index: Index,
  constraint: Constraint | undefined,
  origin: Origin,
): void {
  const label =
    constraint?.kind === 'primary'
      ? 'pkey'
      : constraint?.kind === 'unique'
        ? 'key'
        : constraint?.kind === 'exclusion'
          ? 'excl'
          : 'idx'
  const name = indexName(schema, partition, indexColumnNames(index), label)
  partition.indexes.set(name, { ...index, name, constraint: constraint ? name : null, born: origin })
  if (!constraint) return
  partition.constraints.set(name, { ...constraint, name, index: name, born: origin })
  if (constraint.kind !== 'primary') return
  for (const each of constraint.columns) {
    const column = partition.columns.get(each)
    if (column) partition.columns.set(each, { ...column, notNull: true })
  }
}

function indexColumnNames(index: Index): string[] {
  let expression = 0
  const keys = index.columns.map((name): IndexElem => {
    const expr = name === null ? index.expressions[expression++] : undefined
    return expr ? { expr } : { name: name ?? '' }
  })
  return namesInIndex([...keys, ...index.include.map((name) => ({ name }))])
}

/** An index of the partition that serves as the parent's: same columns, kind and uniqueness. */
function hasLike(partition: Table, index: Index): boolean {
  const shape = (each: Index) =>
    JSON.stringify([
      each.columns,
      each.include,
      each.unique,
      each.method,
      each.constraint !== null,
      each.expressions.length,
      each.predicate !== null,
    ])
  const wanted = shape(index)
  return [...partition.indexes.values()].some((each) => shape(each) === wanted)
}

function hasForeignLike(partition: Table, wanted: Constraint): boolean {
  return [...partition.constraints.values()].some(
    (each) =>
      each.kind === 'foreign' &&
      each.columns.join() === wanted.columns.join() &&
      each.references?.table === wanted.references?.table,
  )
}

/** Bits of `LIKE … INCLUDING`, as the parser gives them. */
const including = {
  constraints: 1 << 2,
  defaults: 1 << 3,
  generated: 1 << 4,
  identity: 1 << 5,
  indexes: 1 << 6,
}

function copyColumns(schema: SchemaModel, table: Table, like: TableLikeClause, origin: Origin): void {
  const source = like.relation && schema.tables.get(keyOf(schema, like.relation))
  if (!source) {
    table.complete = false
    return
  }
  if (!source.complete) table.complete = false
  const options = like.options ?? 0
  for (const column of source.columns.values()) {
    table.columns.set(column.name, {
      ...column,
      default: options & including.defaults ? column.default : null,
      serial: false,
      identity: options & including.identity ? column.identity : null,
      generated: options & including.generated ? column.generated : null,
      born: origin,
    })
  }
  if (!(options & including.constraints)) return
  for (const constraint of source.constraints.values()) {
    if (constraint.kind === 'check')
      table.constraints.set(constraint.name, { ...constraint, validated: true, born: origin })
  }
}

function copyIndexes(schema: SchemaModel, table: Table, like: TableLikeClause, origin: Origin): void {
  if (!((like.options ?? 0) & including.indexes) || !like.relation) return
  const source = schema.tables.get(keyOf(schema, like.relation))
  for (const index of source?.indexes.values() ?? []) {
    const constraint = index.constraint ? source?.constraints.get(index.constraint) : undefined
    inheritIndex(schema, table, index, constraint, origin)
  }
}
