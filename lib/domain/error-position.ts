/** Where in a statement an error points: the text around it, and its line and column, 1-based. */
export interface ErrorPlace {
  before: string
  at: string
  after: string
  line: number
  column: number
}

/** `position` counts characters from 1, as PostgreSQL does, not UTF-16 units. Null when it is outside of `sql`. */
export function placeOfError(sql: string, position: number): ErrorPlace | null {
  const characters = [...sql]
  if (position < 1 || position > characters.length + 1) return null
  const before = characters.slice(0, position - 1).join('')
  const rest = sql.slice(before.length)
  const at = /^("(?:[^"]|"")*"|[\p{L}\p{N}_$]+|\S)/u.exec(rest)?.[0] ?? rest.slice(0, 1)
  const lines = before.split('\n')
  return {
    before,
    at,
    after: rest.slice(at.length),
    line: lines.length,
    column: [...(lines.at(-1) ?? '')].length + 1,
  }
}
