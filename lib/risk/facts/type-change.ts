import type { SchemaModel, TypeRef } from '../model/model'
import { typeText } from '../model/types'
import { castContext } from './casts'
import { domainOfRef, isConstrained } from './new-values'

export interface TypeChange {
  /** The table is written anew. */
  rewrite: boolean
  /** The table is read, without being written. CHECKs on the column come on top: they are not of the type. */
  scan: boolean
  /** Plain indexes on the column are built anew. A rewrite builds all of the table anyway. */
  indexRebuild: boolean
  /** There are values of the old type that the new one cannot hold, or not whole. */
  narrowing: boolean
  /** What kind of cast leads there; `none`: only USING helps. */
  safeCast: 'implicit' | 'assignment' | 'explicit' | 'none'
  /** In words. */
  why: string
}

interface Context {
  postgres: number
  schema: SchemaModel
}

/** What `ALTER COLUMN … TYPE` does because of the two types alone. */
export function typeChange(from: TypeRef, to: TypeRef, { schema, postgres }: Context): TypeChange {
  const target = domainOfRef(to, schema)
  const old = baseOf(from, schema)
  const now = baseOf(to, schema)
  const safeCast = castContext(old, now, postgres)
  const narrowing = isNarrowing(old, now)
  const constrained = target !== null && isConstrained(target, schema)
  const differs = typeText(from) !== typeText(to)
  if (constrained && differs) {
    const why = `The constraints of ${to.name} are checked for every row.`
    return { rewrite: true, scan: false, indexRebuild: true, narrowing, safeCast, why }
  }
  // How long the values of a domain are is not known to those who convert them.
  const rewrite = differs && needsRewrite(domainOfRef(from, schema) ? { ...old, modifiers: [] } : old, now)
  return {
    rewrite,
    scan: false,
    indexRebuild: rewrite || !sameOperators(old, now),
    narrowing,
    safeCast,
    why: zones(old, now)
      ? 'Every value moves by the time zone, unless that of the session is UTC.'
      : rewrite
        ? `${typeText(from)} and ${typeText(to)} are stored differently, or every value must be checked.`
        : `${typeText(to)} holds every ${typeText(from)} as it is stored.`,
  }
}

function zones(from: TypeRef, to: TypeRef): boolean {
  return [from.name, to.name].sort().join() === 'timestamp,timestamptz'
}

function baseOf(type: TypeRef, schema: SchemaModel, depth = 0): TypeRef {
  const domain = depth < 10 ? domainOfRef(type, schema) : null
  return domain?.base ? baseOf(domain.base, schema, depth + 1) : type
}

/** Pairs whose values are stored alike: `pg_cast` says so with the method `b`. */
const alike = new Set([
  'text>varchar',
  'varchar>text',
  'text>bpchar',
  'varchar>bpchar',
  'cidr>inet',
  'bit>varbit',
  'varbit>bit',
  'int4>oid',
  'oid>int4',
  'xml>text',
  'xml>varchar',
  'xml>bpchar',
  'citext>text',
  'citext>varchar',
  'citext>bpchar',
  'text>citext',
  'varchar>citext',
])

function needsRewrite(from: TypeRef, to: TypeRef): boolean {
  if (typeText(from) === typeText(to)) return false
  if (from.array || to.array) {
    if (from.array !== to.array || from.name !== to.name) return true
    return to.modifiers.length > 0
  }
  if (from.name === to.name)
    return sameSchema(from, to) ? !fits(from.name, from.modifiers, to.modifiers) : true
  if (!alike.has(`${from.name}>${to.name}`)) return true
  if (from.name === 'varchar' && to.name === 'varchar') return !fits('varchar', from.modifiers, to.modifiers)
  return to.modifiers.length > 0
}

function sameSchema(a: TypeRef, b: TypeRef): boolean {
  return a.schema === b.schema || a.schema === null || b.schema === null
}

/** Whether no value needs to be looked at, by the rules of PostgreSQL's functions that simplify casts of one type. */
function fits(name: string, from: readonly number[], to: readonly number[]): boolean {
  if (to.length === 0) return true
  if (from.length === to.length && from.every((each, index) => each === to[index])) return true
  const [size = 0, scale = 0] = to
  switch (name) {
    case 'varchar':
    case 'varbit':
      return from.length > 0 && size >= (from[0] ?? 0)
    case 'numeric':
      return from.length > 0 && scale === (from[1] ?? 0) && size >= (from[0] ?? 0)
    case 'interval':
      return leastField(size) <= leastField(from[0]) && (to[1] ?? 6) >= (from[1] ?? 6)
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return size >= 6 || (from.length > 0 && size >= (from[0] ?? 6))
    default:
      return false
  }
}

/** `DAY TO SECOND` keeps seconds: what is larger than the largest field is kept anyway. */
function leastField(mask = 0x7fff): number {
  return [12, 11, 10, 3, 1, 2].findIndex((bit) => mask & (1 << bit))
}

const operatorsOf: Record<string, string> = { varchar: 'text', cidr: 'inet' }

function sameOperators(from: TypeRef, to: TypeRef): boolean {
  return (
    (operatorsOf[from.name] ?? from.name) === (operatorsOf[to.name] ?? to.name) && from.array === to.array
  )
}

const ranks: Record<string, number> = { int2: 1, int4: 2, int8: 3, numeric: 5 }

function isNarrowing(from: TypeRef, to: TypeRef): boolean {
  if (from.array !== to.array) return false
  if (from.name === to.name) return !holdsAll(from, to)
  if (isText(from.name) && isText(to.name)) {
    return (
      to.modifiers.length > 0 &&
      !(from.modifiers.length > 0 && (to.modifiers[0] ?? 0) >= (from.modifiers[0] ?? 0))
    )
  }
  const a = ranks[from.name]
  const b = ranks[to.name]
  if (a !== undefined && b !== undefined) {
    if (b > a)
      return to.name === 'numeric' && to.modifiers.length > 0 && !holdsInteger(from.name, to.modifiers)
    return b < a
  }
  return losing.has(`${from.name}>${to.name}`)
}

const losing = new Set([
  'float8>float4',
  'float8>int8',
  'float8>int4',
  'float8>int2',
  'float4>int8',
  'float4>int4',
  'float4>int2',
  'float8>numeric',
  'float4>numeric',
  'numeric>float8',
  'numeric>float4',
  'int8>float4',
  'int8>float8',
  'int4>float4',
  'timestamp>date',
  'timestamptz>date',
  'timestamp>time',
  'timestamptz>time',
  'timestamptz>timetz',
  'timetz>time',
  'numeric>money',
  'inet>cidr',
  'interval>time',
])

function isText(name: string): boolean {
  return name === 'text' || name === 'varchar' || name === 'bpchar'
}

function holdsInteger(name: string, [precision = 0, scale = 0]: readonly number[]): boolean {
  return precision - scale >= (({ int2: 5, int4: 10 } as Record<string, number>)[name] ?? 19)
}

/** Of the same type with other modifiers. */
function holdsAll({ name, modifiers: from }: TypeRef, { modifiers: to }: TypeRef): boolean {
  if (to.length === 0) return true
  if (name === 'numeric') {
    if (from.length === 0) return false
    const [p1 = 0, s1 = 0] = from
    const [p2 = 0, s2 = 0] = to
    return s2 >= s1 && p2 - s2 >= p1 - s1
  }
  if (name === 'bpchar') return (to[0] ?? 1) >= (from[0] ?? 1)
  if (name === 'bit') return (to[0] ?? 1) === (from[0] ?? 1)
  return fits(name, from, to)
}
