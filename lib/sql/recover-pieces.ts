import type { Node } from 'libpg-query'
import { byteIndex } from './byte-index'
import { lexicalSplit, openQuoteIn, type Piece } from './lexical-split'
import type { ScriptError } from './parse'
import { type ParsedText, parseTexts } from './parse-texts'

/** A statement, or what should be one. Offsets are UTF-16 indices into the script. */
export interface RecoveredPiece extends Piece {
  tree: Node | null
  error: ScriptError | null
  indexAt(location: number): number
}

/**
 * For a script that does not parse whole: it is cut without the parser, then each piece is parsed. A piece that does not
 * parse is cut again where it seems to have swallowed others: at a quote, a parenthesis or a statement that nobody closed.
 */
export function recoverPieces(sql: string): RecoveredPiece[] {
  const recovered: RecoveredPiece[] = []
  // In reverse, so that the next one is the last.
  const open = withParsed(sql, lexicalSplit(sql)).reverse()
  for (let each = open.pop(); each; each = open.pop()) {
    const { piece, parsed } = each
    if (parsed.ok) {
      recovered.push(...treesOf(sql, piece, parsed))
      continue
    }
    const smaller = cutAgain(sql.slice(piece.start, piece.end), parsed.position)
    if (smaller.length > 1) {
      const moved = smaller.map(({ start, end }) => ({ start: start + piece.start, end: end + piece.start }))
      open.push(...withParsed(sql, moved).reverse())
    } else {
      const halves = withoutSemicolon(sql, piece, parsed)
      if (halves) recovered.push(...halves)
      else recovered.push(unparsed(piece, { ...parsed, position: piece.start + parsed.position }))
    }
  }
  return recovered
}

function withParsed(sql: string, pieces: Piece[]): { piece: Piece; parsed: ParsedText }[] {
  const texts = pieces.map(({ start, end }) => sql.slice(start, end))
  const refused = texts.map(refusal)
  const parsed = parseTexts(texts.map((text, index) => (refused[index] ? '' : text)))
  return pieces.map((piece, index) => {
    const result = refused[index] ?? parsed[index] ?? { ok: false, message: '', position: 0 }
    return { piece, parsed: result }
  })
}

/** What must not, or need not, be shown to the parser. */
function refusal(text: string): ParsedText | null {
  const zero = text.indexOf('\0')
  if (zero >= 0) return { ok: false, message: 'The script holds a NUL character.', position: zero }
  if (!text.startsWith('\\')) return null
  const command = /^\\\S*/.exec(text)?.[0] ?? ''
  const message =
    command === '\\.'
      ? 'These are rows for COPY, as psql takes them; a migration is sent without psql.'
      : `${command} is a command of psql, not SQL.`
  return { ok: false, message, position: 0 }
}

function treesOf(sql: string, piece: Piece, { trees, base }: ParsedText & { ok: true }): RecoveredPiece[] {
  const toIndex = byteIndex(sql.slice(piece.start, piece.end))
  const indexAt = (location: number) => piece.start + toIndex(location - base)
  if (trees.length <= 1) return trees.map(({ tree }) => ({ ...piece, tree, error: null, indexAt }))
  return trees.map(({ tree, from, to }) => {
    const whole = { start: indexAt(from), end: to === null ? piece.end : indexAt(to) }
    const inner = lexicalSplit(sql.slice(whole.start, whole.end)).at(0)
    const start = whole.start + (inner?.start ?? 0)
    return { start, end: whole.start + (inner?.end ?? 0), tree, error: null, indexAt }
  })
}

function unparsed(piece: Piece, { message, position }: ScriptError): RecoveredPiece {
  return { ...piece, tree: null, error: { message, position }, indexAt: () => piece.start }
}

/** Smaller pieces of a piece that does not parse; itself alone where there is nothing to cut. */
function cutAgain(text: string, position: number): Piece[] {
  const quote = openQuoteIn(text)
  if (quote) {
    const cut = statementEnd(text, quote.at)
    if (cut < 0) return [{ start: 0, end: text.length }]
    const rest = lexicalSplit(text.slice(cut + 1))
    if (quote.isOpen || beginsStatement.test(text.slice(rest[0] ? cut + 1 + rest[0].start : cut))) {
      const moved = rest.map(({ start, end }) => ({ start: start + cut + 1, end: end + cut + 1 }))
      return [{ start: 0, end: cut }, ...moved]
    }
  }
  const inner = lexicalSplit(text, { parentheses: false })
  return inner.length > 1 || position === 0 ? inner : [{ start: 0, end: text.length }]
}

/** Most likely somebody forgot to close the quote on its line, and the next statement begins a line: the semicolon before. */
function statementEnd(text: string, from: number): number {
  const lineEnd = /;[ \t]*(?:--[^\n]*)?\r?\n(?=\s*\S)/g
  lineEnd.lastIndex = from
  return lineEnd.exec(text)?.index ?? -1
}

const beginsStatement =
  /^(?:create|alter|drop|insert|update|delete|truncate|comment|grant|revoke|begin|commit|do|select|with|set|reset|refresh|vacuum|reindex)\b/i

/** Two statements without a semicolon between them are two, and the second is where PostgreSQL stops. */
function withoutSemicolon(
  sql: string,
  piece: Piece,
  failure: { message: string; position: number },
): RecoveredPiece[] | null {
  const at = piece.start + failure.position
  if (failure.position === 0 || !/\n\s*$/.test(sql.slice(piece.start, at))) return null
  if (!beginsStatement.test(sql.slice(at, at + 12))) return null
  const [before] = lexicalSplit(sql.slice(piece.start, at))
  if (!before) return null
  const halves = [
    { start: piece.start, end: piece.start + before.end },
    { start: at, end: piece.end },
  ]
  const [first, second] = withParsed(sql, halves)
  if (!first || !second) return null
  const error = { message: failure.message, position: at }
  const head = first.parsed.ok
    ? treesOf(sql, first.piece, first.parsed)
    : [unparsed(first.piece, { ...first.parsed, position: piece.start + first.parsed.position })]
  if (second.parsed.ok) {
    const tail = treesOf(sql, second.piece, second.parsed)
    return [
      ...head,
      ...tail.map((each, index) => (index === 0 && first.parsed.ok ? { ...each, error } : each)),
    ]
  }
  const more = withoutSemicolon(sql, second.piece, second.parsed)
  const tail = more ?? [unparsed(second.piece, { ...second.parsed, position: at + second.parsed.position })]
  return [
    ...head,
    ...tail.map((each, index) => (index === 0 && each.error === null ? { ...each, error } : each)),
  ]
}
