import type { Node } from 'libpg-query'
import type { Catalog } from '../../domain/catalog'
import { nodeOf } from '../../sql/node-of'
import { parsePieces } from '../../sql/parse-pieces'
import { applyStatement } from './apply-statement'
import { type CatalogObject, objectsOf, quoted } from './catalog-objects'
import { collationOf } from './columns'
import { addConstraint } from './constraints'
import { partitionKeyOf } from './create-table'
import { editTable, newTable, unknownColumn } from './editing'
import { emptyModel } from './empty-model'
import { sequenceOfDefault } from './expressions'
import { indexOf } from './index-statements'
import type { Column, SchemaModel, Table, TypeRef, UserType } from './model'
import { partsOfText } from './names'
import { typeOf } from './types'

/**
 * The model of a whole schema as `readCatalog` gives it. Columns are in the order of their names, as a catalog does not
 * tell another. Needs `loadParser()` before.
 */
export function modelFromCatalog(catalog: Catalog, options: { defaultSchema: string }): SchemaModel {
  const schema = emptyModel({ complete: true, defaultSchema: options.defaultSchema })
  const objects = objectsOf(catalog)
  const trees = createTrees(objects)
  addNames(schema, objects)
  addTypes(schema, objects, trees)
  addTables(schema, objects, trees)
  addColumns(schema, objects, trees)
  for (const kind of ['constraint', 'view', 'matview', 'index', 'trigger', 'policy', 'rule'] as const)
    for (const each of objects.get(kind) ?? []) applyTree(schema, each, trees.statement(each))
  // A view may be read before those that it reads, and then it does not know their columns.
  for (const kind of ['view', 'matview'] as const) {
    for (const each of objects.get(kind) ?? []) {
      const tree = trees.statement(each)
      const view = schema.views.get(each.parts.join('.'))
      if (tree && view && [...view.uses.keys()].some((key) => schema.views.has(key))) {
        const { indexes } = view
        schema.views.delete(view.key)
        applyStatement(schema, tree, null)
        const again = schema.views.get(view.key)
        if (again) schema.views.set(view.key, { ...again, indexes })
      }
    }
  }
  return schema
}

type Objects = ReturnType<typeof objectsOf>
type Trees = ReturnType<typeof createTrees>

/** Parses every text of the catalog at once, the same text once. */
function createTrees(objects: Objects) {
  const pieces = new Map<string, number>()
  const add = (text: string | null) => {
    if (text !== null && !pieces.has(text)) pieces.set(text, pieces.size)
  }
  for (const group of objects.values()) {
    for (const each of group) {
      add(statementText(each))
      const { type, default: byDefault, generated, partitionKey } = each.definition
      if (type && (each.kind === 'column' || each.kind === 'domain')) add(typeQuery(type))
      if (byDefault) add(expressionQuery(byDefault))
      if (generated) add(expressionQuery(generated))
      if (partitionKey) add(partitionQuery(partitionKey))
    }
  }
  const trees = parsePieces([...pieces.keys()])
  const treeOf = (text: string | null) => (text === null ? null : (trees[pieces.get(text) ?? -1] ?? null))
  const valueIn = (text: string) => {
    const select = treeOf(text)
    const target = select && nodeOf(select, 'SelectStmt')?.targetList?.[0]
    return (target && nodeOf(target, 'ResTarget')?.val) ?? null
  }
  return {
    statement: (each: CatalogObject) => treeOf(statementText(each)),
    expression: (text: string) => valueIn(expressionQuery(text)),
    type: (text: string) => {
      const value = valueIn(typeQuery(text))
      return value ? nodeOf(value, 'TypeCast')?.typeName : undefined
    },
    partitionKey: (text: string) => {
      const tree = treeOf(partitionQuery(text))
      return tree ? nodeOf(tree, 'CreateStmt')?.partspec : undefined
    },
  }
}

const typeQuery = (type: string) => `SELECT NULL::${type}`
const expressionQuery = (expression: string) => `SELECT ${expression}`
const partitionQuery = (key: string) => `CREATE TABLE t () PARTITION BY ${key}`

/** The statement that would make it; null: it is made without one. */
function statementText({ kind, parts, definition }: CatalogObject): string | null {
  const text = definition.definition ?? ''
  const on = quoted(parts.slice(0, -1))
  const name = quoted(parts.slice(-1))
  switch (kind) {
    case 'constraint':
      return `ALTER TABLE ${on} ADD CONSTRAINT ${name} ${text}`
    case 'index':
    case 'trigger':
    case 'rule':
      return text.replace(/;\s*$/, '')
    case 'view':
      return `CREATE VIEW ${quoted(parts)} AS ${text.replace(/;\s*$/, '')}`
    case 'matview':
      return `CREATE MATERIALIZED VIEW ${quoted(parts)} AS ${text.replace(/;\s*$/, '')}`
    case 'policy': {
      const using = definition.using ? ` USING (${definition.using})` : ''
      const check = definition.check ? ` WITH CHECK (${definition.check})` : ''
      return `CREATE POLICY ${name} ON ${on}${using}${check}`
    }
    default:
      return null
  }
}

function applyTree(schema: SchemaModel, each: CatalogObject, tree: Node | null): void {
  if (!tree) return
  const { kind, parts, definition } = each
  const index = nodeOf(tree, 'IndexStmt')
  const on = schema.tables.get(parts.slice(0, -1).join('.'))
  if (on && on.kind !== 'partitioned' && addInPlace(schema, on, each, tree)) return
  // Partitions have what their parent has, though a catalog writes ONLY.
  if (index?.relation) index.relation.inh = true
  applyStatement(schema, tree, null)
  const key = parts.slice(0, -1).join('.')
  const name = parts.at(-1) ?? ''
  const table = schema.tables.get(key)
  if (!table) return
  const built = kind === 'index' && definition.invalid ? table.indexes.get(name) : undefined
  if (built) editTable(schema, table, (copy) => copy.indexes.set(name, { ...built, valid: false }))
  const constraint =
    kind === 'constraint' && definition.notValidated ? table.constraints.get(name) : undefined
  if (constraint)
    editTable(schema, table, (copy) => copy.constraints.set(name, { ...constraint, validated: false }))
  const trigger = kind === 'trigger' && definition.enabled === 'no' ? table.triggers.get(name) : undefined
  if (trigger) editTable(schema, table, (copy) => copy.triggers.set(name, { ...trigger, enabled: false }))
}

/** A table that nobody has seen yet may be changed without a copy. False: there is more to do. */
function addInPlace(schema: SchemaModel, table: Table, { definition }: CatalogObject, tree: Node): boolean {
  const index = nodeOf(tree, 'IndexStmt')
  if (index) {
    const built = indexOf(schema, table, index, null)
    table.indexes.set(built.name, { ...built, valid: definition.invalid !== true })
    return true
  }
  const command = nodeOf(tree, 'AlterTableStmt')?.cmds?.[0]
  const def = command && nodeOf(command, 'AlterTableCmd')?.def
  const node = def && nodeOf(def, 'Constraint')
  if (!node || definition.notValidated) return false
  addConstraint(schema, table, { node, column: null }, { origin: null, creating: false })
  return true
}

function addNames(schema: SchemaModel, objects: Objects): void {
  for (const { parts } of objects.get('schema') ?? []) {
    const name = parts[0] ?? ''
    schema.schemas.set(name, { name, born: null })
  }
  for (const { parts } of objects.get('extension') ?? []) {
    const name = parts[0] ?? ''
    schema.extensions.set(name, { name, born: null })
  }
  for (const { parts, definition } of objects.get('sequence') ?? []) {
    const key = parts.join('.')
    const owner = definition.ownedBy ? partsOfText(definition.ownedBy) : null
    const ownedBy = owner ? { table: owner.slice(0, -1).join('.'), column: owner.at(-1) ?? '' } : null
    schema.sequences.set(key, { key, ownedBy, born: null })
  }
  for (const kind of ['function', 'procedure', 'aggregate'] as const) {
    for (const { parts, definition } of objects.get(kind) ?? []) {
      const key = parts.join('.')
      const volatility = kind === 'aggregate' ? 'immutable' : volatilityIn(definition.definition ?? '')
      const known = schema.functions.get(key)?.volatility ?? volatility
      const order = ['immutable', 'stable', 'volatile'] as const
      const most = order[Math.max(order.indexOf(known), order.indexOf(volatility))] ?? 'volatile'
      schema.functions.set(key, { key, volatility: most, born: null })
    }
  }
}

/** PostgreSQL writes it on the line between the language and the body; nothing stands for volatile. */
function volatilityIn(definition: string): 'immutable' | 'stable' | 'volatile' {
  const head = definition.split(/\n(?:AS \$|BEGIN ATOMIC|RETURN )/, 1)[0] ?? ''
  const word = /^ (?:.* )?(IMMUTABLE|STABLE)\b/m.exec(head)?.[1]
  return word === 'IMMUTABLE' ? 'immutable' : word === 'STABLE' ? 'stable' : 'volatile'
}

function addTypes(schema: SchemaModel, objects: Objects, trees: Trees): void {
  for (const kind of ['enum', 'domain', 'composite', 'range'] as const) {
    for (const { parts, definition } of objects.get(kind) ?? []) {
      const key = parts.join('.')
      const checks: UserType['checks'] = new Map()
      for (const [name, text] of Object.entries(definition.constraints ?? {}))
        checks.set(name, { name, validated: !/ NOT VALID$/.test(text), born: null })
      schema.types.set(key, {
        key,
        kind,
        labels: (definition.labels ?? []).map((label) => ({ label, born: null })),
        base: null,
        notNull: definition.notNull === true,
        checks,
        born: null,
      })
    }
  }
  for (const { parts, definition } of objects.get('domain') ?? []) {
    const type = schema.types.get(parts.join('.'))
    if (type && definition.type)
      schema.types.set(type.key, {
        ...type,
        base: typeIn(schema, trees, definition.type),
        default: definition.default ? trees.expression(definition.default) : null,
      })
  }
}

function typeIn(schema: SchemaModel, trees: Trees, text: string): TypeRef {
  const node = trees.type(text)
  return node ? typeOf(node, schema) : unknownColumn('').type
}

function addTables(schema: SchemaModel, objects: Objects, trees: Trees): void {
  for (const { parts, definition } of objects.get('table') ?? []) {
    const key = parts.join('.')
    const parents = (definition.inherits ?? []).map((text) => partsOfText(text).join('.'))
    const isPartition = definition.partitionBound !== undefined
    const spec = definition.partitionKey ? trees.partitionKey(definition.partitionKey) : undefined
    schema.tables.set(
      key,
      newTable(key, {
        kind: definition.kind ?? 'table',
        unlogged: definition.unlogged === true,
        rowSecurity: definition.rowSecurity === true,
        replicaIdentity: identityIn(definition.replicaIdentity),
        partitionOf: isPartition ? (parents[0] ?? null) : null,
        defaultPartition: definition.partitionBound === 'DEFAULT',
        partitionKey: spec ? partitionKeyOf(spec) : null,
        inherits: isPartition ? [] : parents,
      }),
    )
  }
}

function identityIn(text: string | undefined): Table['replicaIdentity'] {
  if (text === 'full' || text === 'nothing') return text
  return text?.startsWith('index ') ? { index: text.slice('index '.length) } : 'default'
}

function addColumns(schema: SchemaModel, objects: Objects, trees: Trees): void {
  const types = new Map<string, TypeRef>()
  for (const { parts, definition } of objects.get('column') ?? []) {
    const table = schema.tables.get(parts.slice(0, -1).join('.'))
    const name = parts.at(-1) ?? ''
    if (!table) continue
    const text = definition.type ?? 'text'
    const type = types.get(text) ?? typeIn(schema, trees, text)
    types.set(text, type)
    const byDefault = definition.default ? trees.expression(definition.default) : null
    const column: Column = {
      ...unknownColumn(name),
      type,
      notNull: definition.notNull === true,
      default: byDefault,
      serial: ownsSequence(schema, table, name, byDefault),
      identity: definition.identity ?? null,
      generated: definition.generated
        ? {
            kind: definition.virtual ? 'virtual' : 'stored',
            expression: trees.expression(definition.generated),
          }
        : null,
      collation: definition.collation ? collationOf(partsOfText(definition.collation)) : null,
    }
    // Nobody has seen these tables yet, so they are still being made.
    table.columns.set(name, column)
  }
}

function ownsSequence(schema: SchemaModel, table: Table, column: string, byDefault: Node | null): boolean {
  const sequence = sequenceOfDefault(byDefault)
  if (sequence === null) return false
  const owner = schema.sequences.get(partsOfText(sequence).join('.'))?.ownedBy
  return owner?.table === table.key && owner.column === column
}
