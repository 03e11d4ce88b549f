import type { CastAsked } from './failing-casts'
import { isIntegerType, isTextType } from './type-names'

/**
 * As SQL: whether the cast of a value succeeds but keeps less than was there: a fraction rounded, a text cut, a time of day
 * dropped. Null: no value loses anything, or it cannot be asked.
 */
export function lossyCast({ value, from, to, explicit }: CastAsked): string | null {
  if (from.array || to.array) return null
  const [size, scale = 0] = to.modifiers
  if ((to.name === 'varchar' || to.name === 'bpchar') && size !== undefined) {
    return explicit ? `length(${isTextType(from) ? value : `${value}::text`}) > ${size}` : null
  }
  if (isIntegerType(to) && fractional.has(from.name)) return hasMoreThan(value, from.name, 0)
  if (to.name === 'numeric' && size !== undefined && fractional.has(from.name)) {
    return hasMoreThan(value, from.name, scale)
  }
  if (to.name === 'date' && isTimestamp(from.name)) return `${value} <> date_trunc('day', ${value})`
  if (isTimestamp(from.name) && isTimestamp(to.name) && size !== undefined) {
    const unit = size === 0 ? 'second' : size === 3 ? 'milliseconds' : null
    return unit && `${value} <> date_trunc('${unit}', ${value})`
  }
  return null
}

const fractional = new Set(['numeric', 'float4', 'float8'])

/** Digits behind the point beyond `scale`. What is no number is refused or kept, never rounded. */
function hasMoreThan(value: string, type: string, scale: number): string {
  if (type === 'numeric') return `${value} <> round(${value}, ${scale})`
  const number = `CASE WHEN ${value}::text IN ('NaN', 'Infinity', '-Infinity') THEN 0 ELSE ${value} END::numeric`
  return `${number} <> round(${number}, ${scale})`
}

function isTimestamp(name: string): boolean {
  return name === 'timestamp' || name === 'timestamptz'
}
