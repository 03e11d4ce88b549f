import type { SchemaModel, TypeRef } from '../model/model'
import { typeText } from '../model/types'

/**
 * The expression that makes a value of one type one of another and fails where that has no meaning; null: there is none
 * that would be anybody's wish. `name` and `type` are SQL.
 */
export function conversionOf(
  schema: SchemaModel,
  from: TypeRef,
  to: TypeRef,
  { name, type }: { name: string; type: string },
): string | null {
  if (typeText(from) === typeText(to)) return null
  if (to.array && !from.array) {
    const element = { ...to, array: false }
    const inner =
      typeText(from) === typeText(element)
        ? name
        : conversionOf(schema, from, element, { name, type: elementOf(type) })
    return inner && `CASE WHEN ${name} IS NULL THEN NULL ELSE ARRAY[${inner}] END`
  }
  if (from.array !== to.array) return null
  if (isEnum(schema, to)) {
    return isText(from) || isEnum(schema, from) ? `${name}::text${from.array ? '[]' : ''}::${type}` : null
  }
  if (isEnum(schema, from)) return isText(to) ? `${name}::${type}` : null
  if (isText(from)) return readable.has(to.name) ? `${name}::${type}` : null
  if (isText(to)) return `${name}::${type}`
  return numbers.has(from.name) && numbers.has(to.name) ? `${name}::${type}` : null
}

function elementOf(type: string): string {
  return type.replace(/\[\s*\d*\s*\]$/, '')
}

function isEnum(schema: SchemaModel, { schema: namespace, name }: TypeRef): boolean {
  return schema.types.get(`${namespace ?? schema.defaultSchema}.${name}`)?.kind === 'enum'
}

function isText({ name }: TypeRef): boolean {
  return ['text', 'varchar', 'bpchar', 'citext'].includes(name)
}

const numbers = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'])

/** What PostgreSQL reads from text, and refuses where it cannot. */
const readable = new Set([
  ...numbers,
  ...[
    'bool',
    'uuid',
    'date',
    'timestamp',
    'timestamptz',
    'time',
    'timetz',
    'json',
    'jsonb',
    'inet',
    'text',
    'varchar',
  ],
])
