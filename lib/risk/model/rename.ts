import type { AlterObjectSchemaStmt, RangeVar, RenameStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { cut } from './default-names'
import { editTable, tableOf } from './editing'
import { childrenOf, findIndex, findType } from './lookup'
import type { Column, SchemaModel, Table } from './model'
import { functionKeyOf, keyOf, nameIn, schemaOf, texts, typeKeyOf } from './names'
import { renameColumn } from './rename-column'

export function rename(schema: SchemaModel, statement: RenameStmt): void {
  const { relation, object, subname = '' } = statement
  const to = cut(statement.newname ?? '')
  const names = texts(object && nodeOf(object, 'List')?.items)
  if (statement.missing_ok && isAbsent(schema, relation)) return
  switch (statement.renameType) {
    case 'OBJECT_COLUMN':
    case 'OBJECT_ATTRIBUTE': {
      const table = statement.relationType === 'OBJECT_TYPE' ? null : tableOf(schema, relation)
      if (table) renameColumn(schema, table.key, subname, to, relation?.inh === true)
      else if (relation) renameViewColumn(schema, keyOf(schema, relation), subname, to)
      return
    }
    case 'OBJECT_TABCONSTRAINT': {
      const table = tableOf(schema, relation)
      if (table) renameConstraint(schema, table, subname, to)
      return
    }
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE': {
      if (!relation) return
      if (statement.renameType === 'OBJECT_TABLE' && !findIndex(schema, relation)) tableOf(schema, relation)
      const key = keyOf(schema, relation)
      if (isRelation(schema, key)) moveRelation(schema, key, `${schemaOf(key)}.${to}`)
      else renameIndex(schema, relation, to)
      return
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const key = typeKeyOf(schema, names)
      moveType(schema, key, `${schemaOf(key)}.${to}`)
      return
    }
    case 'OBJECT_DOMCONSTRAINT': {
      const type = findType(schema, names)
      const check = type?.checks.get(subname)
      if (!type || !check) return
      const checks = new Map(type.checks)
      checks.delete(subname)
      schema.types.set(type.key, { ...type, checks: checks.set(to, { ...check, name: to }) })
      return
    }
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE': {
      const table = tableOf(schema, relation)
      if (!table) return
      editTable(schema, table, (copy) => {
        for (const part of [copy.triggers, copy.policies, copy.rules] as Map<string, { name: string }>[]) {
          const each = part.get(subname)
          const isOne = {
            OBJECT_TRIGGER: copy.triggers,
            OBJECT_POLICY: copy.policies,
            OBJECT_RULE: copy.rules,
          }
          if (!each || part !== isOne[statement.renameType as 'OBJECT_RULE']) continue
          part.delete(subname)
          part.set(to, { ...each, name: to })
        }
      })
      return
    }
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE': {
      const routine = object && nodeOf(object, 'ObjectWithArgs')
      const key = functionKeyOf(schema, texts(routine?.objname))
      moveFunction(schema, key, `${schemaOf(key)}.${to}`)
      return
    }
    case 'OBJECT_SCHEMA':
      renameSchema(schema, subname, to)
  }
}

export function setSchema(schema: SchemaModel, statement: AlterObjectSchemaStmt): void {
  const { relation, object, newschema = '' } = statement
  if (statement.missing_ok && isAbsent(schema, relation)) return
  if (relation) {
    if (statement.objectType === 'OBJECT_TABLE') tableOf(schema, relation)
    const key = keyOf(schema, relation)
    moveRelation(schema, key, `${newschema}.${nameIn(key)}`)
    return
  }
  const list = object && nodeOf(object, 'List')
  const routine = object && nodeOf(object, 'ObjectWithArgs')
  if (list) {
    const key = typeKeyOf(schema, texts(list.items))
    moveType(schema, key, `${newschema}.${nameIn(key)}`)
  } else if (routine) {
    const key = functionKeyOf(schema, texts(routine.objname))
    moveFunction(schema, key, `${newschema}.${nameIn(key)}`)
  }
}

/** `IF EXISTS`, and it is known not to exist. */
function isAbsent(schema: SchemaModel, relation: RangeVar | undefined): boolean {
  if (!schema.complete || !relation) return false
  return !isRelation(schema, keyOf(schema, relation)) && !findIndex(schema, relation)
}

function isRelation(schema: SchemaModel, key: string): boolean {
  return schema.tables.has(key) || schema.views.has(key) || schema.sequences.has(key)
}

/** Gives a table, view or sequence another key, wherever the old one stands. */
function moveRelation(schema: SchemaModel, from: string, to: string): void {
  if (from === to) return
  const sequence = schema.sequences.get(from)
  if (sequence) {
    schema.sequences.delete(from)
    schema.sequences.set(to, { ...sequence, key: to })
  }
  const view = schema.views.get(from)
  if (view) {
    schema.views.delete(from)
    schema.views.set(to, { ...view, key: to, schema: schemaOf(to), name: nameIn(to) })
  }
  const table = schema.tables.get(from)
  if (table) {
    schema.tables.delete(from)
    schema.tables.set(to, { ...table, key: to, schema: schemaOf(to), name: nameIn(to) })
    moveReferences(schema, from, to)
    for (const [key, { ownedBy, ...rest }] of [...schema.sequences]) {
      if (ownedBy?.table !== from) continue
      const moved = `${schemaOf(to)}.${nameIn(key)}`
      schema.sequences.delete(key)
      schema.sequences.set(moved, { ...rest, key: moved, ownedBy: { ...ownedBy, table: to } })
    }
  }
  for (const [key, each] of [...schema.views]) {
    const used = each.uses.get(from)
    if (used === undefined) continue
    const uses = new Map(each.uses)
    uses.delete(from)
    schema.views.set(key, { ...each, uses: uses.set(to, used) })
  }
}

function moveReferences(schema: SchemaModel, from: string, to: string): void {
  for (const table of [...schema.tables.values()]) {
    const refers = [...table.constraints.values()].filter(({ references }) => references?.table === from)
    const below = table.partitionOf === from || table.inherits.includes(from)
    if (refers.length === 0 && !below) continue
    editTable(schema, table, (copy) => {
      if (copy.partitionOf === from) copy.partitionOf = to
      copy.inherits = copy.inherits.map((parent) => (parent === from ? to : parent))
      for (const each of refers) {
        if (each.references)
          copy.constraints.set(each.name, { ...each, references: { ...each.references, table: to } })
      }
    })
  }
}

function renameIndex(schema: SchemaModel, named: Parameters<typeof keyOf>[1], to: string): void {
  const found = findIndex(schema, named)
  if (!found) return
  const { table, view, index } = found
  if (view) {
    const indexes = new Map(view.indexes)
    indexes.delete(index.name)
    schema.views.set(view.key, { ...view, indexes: indexes.set(to, { ...index, name: to }) })
  } else if (index.constraint) renameConstraint(schema, table, index.constraint, to)
  else
    editTable(schema, table, (copy) => {
      copy.indexes = renamedKey(copy.indexes, index.name, to)
    })
}

function renameConstraint(schema: SchemaModel, table: Table, from: string, to: string): void {
  const constraint = table.constraints.get(from)
  if (!constraint) return
  editTable(schema, table, (copy) => {
    copy.constraints = renamedKey(copy.constraints, from, to)
    const index = constraint.index ? copy.indexes.get(constraint.index) : undefined
    if (!index) return
    copy.indexes = renamedKey(copy.indexes, index.name, to)
    copy.indexes.set(to, { ...index, name: to, constraint: to })
    copy.constraints.set(to, { ...constraint, name: to, index: to })
  })
  if (constraint.kind !== 'check' || constraint.noInherit) return
  for (const child of childrenOf(schema, table.key)) renameConstraint(schema, child, from, to)
}

/** The same map, in the same order, with one member under another name. */
function renamedKey<T extends { name: string }>(
  map: Map<string, T>,
  from: string,
  to: string,
): Map<string, T> {
  return new Map([...map].map(([key, each]) => (key === from ? [to, { ...each, name: to }] : [key, each])))
}

function renameViewColumn(schema: SchemaModel, key: string, from: string, to: string): void {
  const view = schema.views.get(key)
  if (!view) return
  const columns = view.columns?.map((each) => (each === from ? to : each)) ?? null
  schema.views.set(key, { ...view, columns })
  for (const reader of [...schema.views.values()]) {
    const used = reader.uses.get(key)
    if (used === undefined || used === 'all' || !used.has(from)) continue
    const after = new Set([...used].map((each) => (each === from ? to : each)))
    schema.views.set(reader.key, { ...reader, uses: new Map(reader.uses).set(key, after) })
  }
}

function moveType(schema: SchemaModel, from: string, to: string): void {
  const type = schema.types.get(from)
  if (!type) return
  schema.types.delete(from)
  schema.types.set(to, { ...type, key: to })
  const isIt = ({ type: { schema: of, name } }: Column) =>
    of !== null
      ? `${of}.${name}` === from
      : name === nameIn(from) && !schema.complete && schemaOf(from) === schema.defaultSchema
  for (const table of [...schema.tables.values()]) {
    if (![...table.columns.values()].some(isIt)) continue
    editTable(schema, table, (copy) => {
      for (const column of copy.columns.values()) {
        if (!isIt(column)) continue
        const renamed = { ...column.type, schema: schemaOf(to), name: nameIn(to) }
        copy.columns.set(column.name, { ...column, type: renamed })
      }
    })
  }
}

function moveFunction(schema: SchemaModel, from: string, to: string): void {
  const known = schema.functions.get(from)
  if (!known) return
  schema.functions.delete(from)
  schema.functions.set(to, { ...known, key: to })
}

function renameSchema(schema: SchemaModel, from: string, to: string): void {
  const known = schema.schemas.get(from)
  schema.schemas.delete(from)
  schema.schemas.set(to, { name: to, born: known?.born ?? null })
  const inside = (key: string) => schemaOf(key) === from
  for (const key of [...schema.tables.keys(), ...schema.views.keys(), ...schema.sequences.keys()]) {
    if (inside(key)) moveRelation(schema, key, `${to}.${nameIn(key)}`)
  }
  for (const key of [...schema.types.keys()]) if (inside(key)) moveType(schema, key, `${to}.${nameIn(key)}`)
  for (const key of [...schema.functions.keys()])
    if (inside(key)) moveFunction(schema, key, `${to}.${nameIn(key)}`)
}
