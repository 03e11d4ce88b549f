import type { TypeRef } from '../model/model'
import { quoteLiteral } from '../words/names'
import { noneOf } from './matching-rows'
import { isIntegerType, isNumberType, isTextType, typeText } from './type-names'

export interface CastAsked {
  /** In SQL: the value before, in its type before. */
  value: string
  from: TypeRef
  to: TypeRef
  /** Of an enum as the target: its labels, where they are known. */
  labels: readonly string[] | null
  /** The cast is written out (`USING total::integer`): too long a text is then cut instead of refused. */
  explicit: boolean
  postgres: number
}

/**
 * As SQL: whether the cast of a value fails, never failing itself. Null: there is no such expression, `'never'`: no value
 * can fail. NULLs are no failure; the expression is then NULL or false.
 */
export function failingCast(asked: CastAsked): string | 'never' | null {
  const { value, from, to, labels, explicit, postgres } = asked
  if (from.array || to.array) return null
  if (labels) return noneOf(`${value}::text`, labels)
  const [size, scale = 0] = to.modifiers
  if (to.name === 'varchar' || to.name === 'bpchar') {
    return size === undefined || explicit ? 'never' : tooLong(value, from, size)
  }
  if (isTextType(to)) return 'never'
  if (isIntegerType(to) && isNumberType(from)) return outOfRange(value, from, to)
  if (to.name === 'numeric' && isNumberType(from)) {
    return size === undefined ? 'never' : tooManyDigits(value, from, size, scale)
  }
  if (isTextType(from)) return unreadable(value, to, postgres)
  if (momentTypes.has(from.name) && momentTypes.has(to.name)) return 'never'
  return null
}

const momentTypes = new Set(['timestamp', 'timestamptz', 'date', 'time', 'timetz'])

/** Spaces beyond the length are cut without a word, as the standard has it. */
function tooLong(value: string, from: TypeRef, size: number): string {
  const text = isTextType(from) ? value : `${value}::text`
  return from.name === 'bpchar'
    ? `length(${text}) > ${size}`
    : `length(${text}) > ${size} AND length(rtrim(${text}, ' ')) > ${size}`
}

const ranges: Record<string, [string, string]> = {
  int2: ['-32768', '32767'],
  int4: ['-2147483648', '2147483647'],
  int8: ['-9223372036854775808', '9223372036854775807'],
}

function outOfRange(value: string, from: TypeRef, to: TypeRef): string | 'never' {
  const order = ['int2', 'int4', 'int8']
  if (order.includes(from.name) && order.indexOf(from.name) <= order.indexOf(to.name)) return 'never'
  const [low, high] = ranges[to.name] ?? ['0', '0']
  const whole = isIntegerType(from) ? value : `round(${asNumeric(value, from)})`
  const outside = `${whole} NOT BETWEEN ${low} AND ${high}`
  return from.name.startsWith('float') ? `${outsideNumeric(value)} OR ${outside}` : outside
}

function tooManyDigits(value: string, from: TypeRef, size: number, scale: number): string {
  const digits = `abs(round(${asNumeric(value, from)}, ${scale})) >= 1e${size - scale}::numeric AND ${value}::text <> 'NaN'`
  return from.name.startsWith('float') ? `(${digits})` : digits
}

/** Numbers that are no numbers cannot become integers. */
function outsideNumeric(value: string): string {
  return `${value}::text IN ('NaN', 'Infinity', '-Infinity')`
}

/** A float's infinities have a place in numeric only where they are masked. */
function asNumeric(value: string, { name }: TypeRef): string {
  if (!name.startsWith('float')) return value
  return `CASE WHEN ${outsideNumeric(value)} THEN 0 ELSE ${value} END::numeric`
}

/** Text that the type's input does not take. From 16 on PostgreSQL says so itself; before, where a pattern can. */
function unreadable(value: string, to: TypeRef, postgres: number): string | null {
  const text = `${value}::text`
  if (postgres >= 16) return `NOT pg_catalog.pg_input_is_valid(${text}, ${quoteLiteral(typeText(to))})`
  if (isIntegerType(to)) {
    const [low, high] = ranges[to.name] ?? ['0', '0']
    return `CASE WHEN ${text} ~ '^\\s*[-+]?\\d{1,30}\\s*$' THEN ${text}::numeric NOT BETWEEN ${low} AND ${high} ELSE true END`
  }
  const pattern = patterns[to.name]
  return pattern === undefined || to.modifiers.length > 0 ? null : `${text} !~* ${quoteLiteral(pattern)}`
}

const patterns: Record<string, string> = {
  uuid: '^(\\{[0-9a-f]{4}(-?[0-9a-f]{4}){7}\\}|[0-9a-f]{4}(-?[0-9a-f]{4}){7})$',
  bool: '^\\s*(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)\\s*$',
  numeric: '^\\s*([-+]?(\\d+(\\.\\d*)?|\\.\\d+)(e[-+]?\\d{1,3})?|nan|[-+]?inf(inity)?)\\s*$',
}
