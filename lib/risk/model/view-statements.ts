import type { CreateTableAsStmt, IntoClause, Node, ViewStmt } from 'libpg-query'
import { newTable, unknownColumn } from './editing'
import type { Column, Origin, SchemaModel, View } from './model'
import { nameIn, newKeyOf, schemaOf, texts } from './names'
import { type Output, readQuery } from './query-uses'

/** Views, and tables that a query makes. False: it is none of these. */
export function applyViewStatement(schema: SchemaModel, tree: Node, origin: Origin): boolean {
  if ('ViewStmt' in tree) createView(schema, tree.ViewStmt, origin)
  else if ('CreateTableAsStmt' in tree) createAs(schema, tree.CreateTableAsStmt, origin)
  else if ('SelectStmt' in tree && tree.SelectStmt.intoClause)
    createTableAs(schema, tree.SelectStmt.intoClause, tree, origin)
  else return false
  return true
}

function createView(schema: SchemaModel, { view, query, aliases }: ViewStmt, origin: Origin): void {
  if (!view?.relname) return
  const key = newKeyOf(schema, view)
  const known = schema.views.get(key)
  const read = readQuery(schema, query)
  schema.views.set(key, {
    ...newView(key, query ?? null, read, texts(aliases)),
    // Replaced or not, what was there before is in use.
    born: known ? known.born : origin,
  })
}

function newView(
  key: string,
  query: Node | null,
  read: ReturnType<typeof readQuery>,
  aliases: string[] = [],
): View {
  return {
    key,
    schema: schemaOf(key),
    name: nameIn(key),
    materialized: false,
    columns: named(read.columns, aliases)?.map(({ name }) => name) ?? null,
    query,
    uses: read.uses,
    indexes: new Map(),
    born: null,
  }
}

function named(columns: Output[] | null, aliases: string[]): Output[] | null {
  return columns?.map((column, index) => ({ ...column, name: aliases[index] ?? column.name })) ?? null
}

function createAs(schema: SchemaModel, statement: CreateTableAsStmt, origin: Origin): void {
  const { into, query, objtype } = statement
  if (!into?.rel?.relname) return
  const key = newKeyOf(schema, into.rel)
  if (statement.if_not_exists && (schema.tables.has(key) || schema.views.has(key))) return
  if (objtype !== 'OBJECT_MATVIEW') {
    createTableAs(schema, into, query, origin)
    return
  }
  const view = newView(key, query ?? null, readQuery(schema, query), texts(into.colNames))
  schema.views.set(key, { ...view, materialized: true, born: origin })
}

function createTableAs(schema: SchemaModel, into: IntoClause, query: Node | undefined, origin: Origin): void {
  if (!into.rel) return
  const key = newKeyOf(schema, into.rel)
  const outputs = named(readQuery(schema, query).columns, texts(into.colNames))
  const columns = (outputs ?? []).map(({ name, type }): [string, Column] => {
    const column = unknownColumn(name, origin)
    return [name, type ? { ...column, type } : column]
  })
  schema.tables.set(
    key,
    newTable(key, {
      columns: new Map(columns),
      unlogged: into.rel.relpersistence === 'u',
      temporary: schemaOf(key) === 'pg_temp',
      complete: outputs !== null,
      born: origin,
    }),
  )
}
