import type { TypeRef } from '../model/model'
import { quoteIdent } from '../words/names'

const texts = new Set(['text', 'varchar', 'bpchar', 'citext', 'name'])
const integers = new Set(['int2', 'int4', 'int8'])
const numbers = new Set([...integers, 'numeric', 'float4', 'float8'])

export function isTextType({ name, array }: TypeRef): boolean {
  return !array && texts.has(name)
}

export function isIntegerType({ name, array }: TypeRef): boolean {
  return !array && integers.has(name)
}

export function isNumberType({ name, array }: TypeRef): boolean {
  return !array && numbers.has(name)
}

/** As PostgreSQL reads it: `varchar(80)`, `"billing"."Status"`, `int4[]`. */
export function typeText({ schema, name, modifiers, array }: TypeRef): string {
  const bare = /^[a-z_][a-z0-9_]*$/.test(name) && schema === null ? name : quoteIdent(name)
  const qualified = schema === null ? bare : `${quoteIdent(schema)}.${bare}`
  return `${qualified}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}${array ? '[]' : ''}`
}

const words: Record<string, string> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
}

/** As people write it: `integer`, `varchar(80)`, `Status`. */
export function typeWords(type: TypeRef): string {
  const { name, modifiers, array } = type
  return `${words[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}${array ? '[]' : ''}`
}
