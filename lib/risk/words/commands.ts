import { type Lexed, tokenAt, tokensOf } from './tokens'

export interface CommandText {
  text: string
  /** UTF-16 offsets into the script. */
  start: number
  end: number
}

/**
 * The commands of an ALTER TABLE as they were written, in the order of `StatementAt.commands`. `relation` is the
 * location of its table's name. Empty when they cannot be told apart.
 */
export function commandTexts(statement: Lexed, relation: number): CommandText[] {
  const tokens = tokensOf(statement)
  let from = tokenAt(statement, relation)
  if (from < 0) return []
  while (tokens[from + 1]?.text === '.') from += 2
  from++
  if (tokens[from]?.text === '*') from++
  const found: CommandText[] = []
  let depth = 0
  let start = from
  const close = (end: number) => {
    const [first, last] = [tokens[start], tokens[end - 1]]
    if (first && last && end > start) {
      found.push({
        text: statement.text.slice(first.start, last.end),
        start: statement.start + first.start,
        end: statement.start + last.end,
      })
    }
    start = end + 1
  }
  for (let at = from; at < tokens.length; at++) {
    const { text } = tokens[at] as { text: string }
    if (text === '(' || text === '[') depth++
    else if (text === ')' || text === ']') depth--
    else if (depth === 0 && (text === ',' || text === ';')) close(at)
  }
  close(tokens.length)
  return found
}
