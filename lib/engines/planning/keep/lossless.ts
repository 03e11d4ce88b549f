const whole: Record<string, number> = { smallint: 1, integer: 2, bigint: 3, numeric: 4 }

/** Whether every value of one type is one of the other, and the same again when it is cast back. Types as `format_type` has them. */
export function isLossless(from: string, to: string): boolean {
  if (from === to) return true
  const [one, other] = [taken(from), taken(to)]
  if (one.array !== other.array) return false
  if (other.name === 'text') return one.name !== 'character' && !one.array && comesBackFromText(one.name)
  if (one.name === 'text') return other.name === 'character varying' && other.limits.length === 0
  const [small, large] = [whole[one.name], whole[other.name]]
  if (small !== undefined && large !== undefined) {
    if (one.name === 'numeric') return other.name === 'numeric' && widerNumeric(one.limits, other.limits)
    return small <= large && other.limits.length === 0
  }
  if (one.name === 'real') return other.name === 'double precision'
  if (one.name !== other.name) return false
  if (!limited.has(one.name)) return false
  return (
    other.limits.length === 0 || (one.limits.length > 0 && (one.limits[0] ?? 0) <= (other.limits[0] ?? 0))
  )
}

const limited = new Set([
  'character varying',
  'bit varying',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
  'time with time zone',
])

function comesBackFromText(name: string): boolean {
  if (/^(character varying|uuid|smallint|integer|bigint|numeric|boolean|inet|citext)$/.test(name)) return true
  return isOfUser(name)
}

function widerNumeric(one: number[], other: number[]): boolean {
  if (other.length === 0) return true
  const [digits, scale = 0] = one
  const [most = 0, finer = 0] = other
  return digits !== undefined && finer >= scale && most - finer >= digits - scale
}

interface Taken {
  name: string
  limits: number[]
  array: boolean
}

function taken(type: string): Taken {
  const array = type.endsWith('[]')
  const bare = type.replace(/(\[\])+$/, '')
  const limits = /\((\d+(?:,-?\d+)?)\)/.exec(bare)?.[1]?.split(',').map(Number) ?? []
  return { name: bare.replace(/\([\d,-]+\)/, ''), limits, array }
}

/** Whether a type is none of PostgreSQL's own: only those come without their schema. */
export function isOfUser(type: string): boolean {
  return /^(?:"(?:[^"]|"")*"|[^".(]+)\./.test(type)
}

/** Whether a cast fails for no value that is likely there. */
export function always(from: string, to: string): boolean {
  if (isLossless(from, to) || /^(?:text|character varying)$/.test(to)) return true
  const [one, other] = [taken(from), taken(to)]
  if (one.array || other.array) return false
  if (whole[one.name] !== undefined && whole[other.name] !== undefined)
    return (whole[one.name] ?? 0) <= (whole[other.name] ?? 0)
  if (one.name === 'boolean') return other.name === 'integer'
  return /^(?:timestamp|date)/.test(one.name) && /^timestamp/.test(other.name)
}
