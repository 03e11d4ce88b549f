import type { TypeRef } from '../model/model'

type Context = 'implicit' | 'assignment' | 'explicit' | 'none'

/** PostgreSQL's casts between the types that columns have: `select … from pg_cast`. */
const implicit: Record<string, string> = {
  int2: 'int4 int8 numeric float4 float8 oid',
  int4: 'int8 numeric float4 float8 oid',
  int8: 'numeric float4 float8 oid',
  numeric: 'float4 float8',
  float4: 'float8',
  text: 'varchar bpchar name',
  varchar: 'text bpchar name',
  bpchar: 'text varchar name',
  name: 'text',
  citext: 'text varchar bpchar',
  date: 'timestamp timestamptz',
  timestamp: 'timestamptz',
  time: 'timetz interval',
  cidr: 'inet',
  macaddr: 'macaddr8',
  macaddr8: 'macaddr',
  bit: 'varbit',
  varbit: 'bit',
}

const assignment: Record<string, string> = {
  int4: 'int2 money',
  int8: 'int2 int4 money',
  numeric: 'int2 int4 int8 money',
  float4: 'int2 int4 int8 numeric',
  float8: 'int2 int4 int8 numeric float4',
  oid: 'int4 int8',
  money: 'numeric',
  text: 'citext',
  varchar: 'citext',
  bpchar: 'citext',
  timestamp: 'date time',
  timestamptz: 'date time timestamp timetz',
  timetz: 'time',
  interval: 'time',
  inet: 'cidr text varchar bpchar',
  cidr: 'text varchar bpchar',
  json: 'jsonb',
  jsonb: 'json',
  xml: 'text varchar bpchar',
  bool: 'text varchar bpchar',
}

const explicit: Record<string, string> = {
  int4: 'bool bit',
  int8: 'bit',
  bit: 'int4 int8',
  bool: 'int4',
  jsonb: 'bool numeric int2 int4 int8 float4 float8',
  text: 'xml',
  varchar: 'xml',
  bpchar: 'xml',
}

const texts = new Set(['text', 'varchar', 'bpchar', 'name', 'citext'])

/** How PostgreSQL gets from one type to the other: by itself, when it is assigned, or only when it is told to. */
export function castContext(from: TypeRef, to: TypeRef, postgres: number): Context {
  if (from.name === to.name && from.array === to.array) return 'implicit'
  if (from.array !== to.array) {
    if (from.array) return texts.has(to.name) ? 'assignment' : 'none'
    return texts.has(from.name) ? 'explicit' : 'none'
  }
  if (has(implicit, from.name, to.name)) return 'implicit'
  if (has(assignment, from.name, to.name)) return 'assignment'
  if (has(explicit, from.name, to.name)) return 'explicit'
  // Anything can be written as text, and text be read as anything.
  if (texts.has(to.name)) return 'assignment'
  if (postgres >= 18 && (isBytes(from, to) || isBytes(to, from))) return 'explicit'
  return texts.has(from.name) ? 'explicit' : 'none'
}

/** Integers are cast to their bytes and back. */
function isBytes(bytes: TypeRef, integer: TypeRef): boolean {
  return bytes.name === 'bytea' && /^int[248]$/.test(integer.name)
}

function has(table: Record<string, string>, from: string, to: string): boolean {
  return table[from]?.split(' ').includes(to) ?? false
}
