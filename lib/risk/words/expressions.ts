import { type Node, parseSync } from 'libpg-query'
import { inside } from './inside'
import { type Lexed, locationsOf, type Token, tokenAt, tokensOf } from './tokens'

/**
 * The text of an expression of a statement, as it was written. The tree knows where its parts begin, not where they
 * end: the shortest text that parses to the same tree is it. Null when there is none.
 */
export function sqlOf(statement: Lexed, node: Node): string | null {
  const tokens = tokensOf(statement)
  const places = locationsOf(node)
    .map((location) => tokenAt(statement, location))
    .filter((index) => index >= 0)
  if (places.length === 0) return null
  const first = Math.min(...places)
  const wanted = withoutLocations(node)
  for (let last = Math.max(...places); last < tokens.length; last++) {
    const from = opened(tokens, first, last)
    if (from === null) continue
    const text = statement.text.slice(tokens[from]?.start, tokens[last]?.end)
    if (expressionOf(text) === wanted) return text
    if (tokens[last]?.text === ';') return null
  }
  return null
}

/** Where the text begins so that its parentheses close: further left, by as many as are closed and not opened. */
function opened(tokens: Token[], first: number, last: number): number | null {
  let depth = 0
  let missing = 0
  for (const { text } of tokens.slice(first, last + 1)) {
    if (text === '(' || text === '[') depth++
    if (text === ')' || text === ']') depth--
    missing = Math.min(missing, depth)
  }
  if (depth > missing) return null
  let from = first
  for (; missing < 0; missing++) {
    from--
    if (tokens[from]?.text !== '(') return null
  }
  return from
}

function expressionOf(text: string): string | null {
  try {
    const [first] = parseSync(`SELECT ${text}`).stmts ?? []
    const [target, ...others] = inside(first?.stmt, 'SelectStmt')?.targetList ?? []
    const { name, val } = inside(target, 'ResTarget') ?? {}
    return others.length === 0 && name === undefined && val ? withoutLocations(val) : null
  } catch {
    return null
  }
}

function withoutLocations(node: Node): string {
  return JSON.stringify(node, (name, value) =>
    name === 'location' ||
    name === 'rexpr_list_start' ||
    name === 'rexpr_list_end' ||
    name.startsWith('list_')
      ? undefined
      : value,
  )
}
