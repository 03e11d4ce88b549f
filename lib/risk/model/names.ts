import type { Node, RangeVar } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { SchemaModel } from './model'

/** Where temporary tables are: PostgreSQL looks there first. */
export const temporarySchema = 'pg_temp'

/** A relation's or type's name in whatever form a statement holds it. */
export type Named = RangeVar | readonly Node[] | readonly string[]

export function partsOf(named: Named): { schema: string | null; name: string } {
  if (!('length' in named)) return { schema: named.schemaname ?? null, name: named.relname ?? '' }
  const names = named.map((each) => (typeof each === 'string' ? each : (nodeOf(each, 'String')?.sval ?? '')))
  return { schema: names.at(-2) ?? null, name: names.at(-1) ?? '' }
}

/** The texts of a list of String nodes. */
export function texts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => nodeOf(node, 'String')?.sval ?? '')
}

/** `schema.name` of a relation that is there, or of where it would be looked for last if it is not known. */
export function keyOf(schema: SchemaModel, named: Named): string {
  return keyIn(schema, named, isRelation)
}

/** As `keyOf`, for types. */
export function typeKeyOf(schema: SchemaModel, named: Named): string {
  return keyIn(schema, named, (model, key) => model.types.has(key))
}

/** As `keyOf`, for functions. */
export function functionKeyOf(schema: SchemaModel, named: Named): string {
  return keyIn(schema, named, (model, key) => model.functions.has(key))
}

/** `schema.name` of what a statement creates. */
export function newKeyOf(schema: SchemaModel, named: Named): string {
  const { schema: written, name } = partsOf(named)
  const temporary = !('length' in named) && named.relpersistence === 't'
  return `${temporary ? temporarySchema : (written ?? schema.defaultSchema)}.${name}`
}

function keyIn(
  schema: SchemaModel,
  named: Named,
  isThere: (schema: SchemaModel, key: string) => boolean,
): string {
  const { schema: written, name } = partsOf(named)
  if (written !== null) return `${written}.${name}`
  const keys = keysOf(schema.searchPath, name)
  for (const key of keys) if (isThere(schema, key)) return key
  return `${schema.defaultSchema}.${name}`
}

/** By search path and name: the same few names are looked for over and over, and joined text is slow to look for. */
const known = new WeakMap<readonly string[], Map<string, string[]>>()

function keysOf(searchPath: readonly string[], name: string): string[] {
  const ofPath = known.get(searchPath) ?? new Map<string, string[]>()
  known.set(searchPath, ofPath)
  const before = ofPath.get(name)
  if (before) return before
  const keys = [temporarySchema, ...searchPath].map((schema) => `${schema}.${name}`)
  ofPath.set(name, keys)
  return keys
}

function isRelation(schema: SchemaModel, key: string): boolean {
  return schema.tables.has(key) || schema.views.has(key) || schema.sequences.has(key)
}

/** Of `schema.name`. */
export function schemaOf(key: string): string {
  return key.slice(0, key.indexOf('.'))
}

export function nameIn(key: string): string {
  return key.slice(key.indexOf('.') + 1)
}

/** `public."Order_id_seq"`, as a literal holds it. */
export function partsOfText(text: string): string[] {
  const parts = text.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  return parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  )
}
