import { type Node, parseSync } from 'libpg-query'

export interface Located {
  tree: Node
  /** UTF-8 bytes, as the parser counts: from the beginning of what was parsed in one call. */
  from: number
  /** Null: to the end of the text. */
  to: number | null
}

export type ParsedText =
  /** `base`: where the text begins in what the parser read; locations in the trees count from there. */
  | { ok: true; trees: Located[]; base: number }
  /** `position`: UTF-16, in the text. */
  | { ok: false; message: string; position: number }

/** Each call of the parser costs as much as some statements; much more than this at once does not pay any more. */
const batchLength = 400_000

const separator = '\n;\n'

/** Parses texts, of which each is a script, in few calls. Needs `loadParser()` before. */
export function parseTexts(texts: readonly string[]): ParsedText[] {
  const parsed: ParsedText[] = []
  let from = 0
  while (from < texts.length) {
    let to = from
    for (let length = 0; to < texts.length && (to === from || length < batchLength); to++)
      length += texts[to]?.length ?? 0
    parsed.push(...parseBatch(texts.slice(from, to)))
    from = to
  }
  return parsed
}

function parseBatch(texts: string[]): ParsedText[] {
  const [first] = texts
  if (texts.length <= 1) return first === undefined ? [] : [parseText(first)]
  const together = parseTogether(texts)
  if (together) return together
  const middle = texts.length >> 1
  return [...parseBatch(texts.slice(0, middle)), ...parseBatch(texts.slice(middle))]
}

function parseText(text: string): ParsedText {
  // The parser itself takes nothing for an error.
  if (text.trim() === '') return { ok: true, trees: [], base: 0 }
  try {
    return { ok: true, trees: locatedIn(text), base: 0 }
  } catch (error) {
    const { message, sqlDetails } = error as Error & { sqlDetails?: { cursorPosition: number } }
    return { ok: false, message, position: indexOfCharacter(text, sqlDetails?.cursorPosition ?? 0) }
  }
}

function locatedIn(text: string): Located[] {
  const { stmts = [] } = parseSync(text)
  return stmts.map(({ stmt, stmt_location: from = 0, stmt_len: length }) => ({
    tree: stmt as Node,
    from,
    to: length ? from + length : null,
  }))
}

/** The parser counts characters here, where one beyond the basic plane counts once. */
function indexOfCharacter(text: string, characters: number): number {
  let index = 0
  for (let seen = 0; seen < characters && index < text.length; seen++)
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
  return Math.max(0, index)
}

/** Null: they do not all parse, or what one leaves open another closes. */
function parseTogether(texts: readonly string[]): ParsedText[] | null {
  let all: Located[]
  try {
    all = locatedIn(texts.join(separator))
  } catch {
    return null
  }
  const parsed: ParsedText[] = []
  let next = 0
  let base = 0
  for (const text of texts) {
    const length = Buffer.byteLength(text)
    // The separator's semicolon, a byte beyond the text, may be what ends its last statement.
    const end = base + length + 1
    const trees: Located[] = []
    for (let each = all[next]; each && each.from < end; each = all[++next]) {
      if (each.to === null ? text !== texts.at(-1) : each.to > end) return null
      trees.push(each.to !== null && each.to >= end - 1 ? { ...each, to: null } : each)
    }
    const last = trees.at(-1)
    const rest = last ? (last.to === null ? '' : restFrom(text, last.to - base, length)) : text
    if (leavesOpen(last?.to === null ? restFrom(text, last.from - base, length) : rest)) return null
    parsed.push({ ok: true, trees, base })
    base += length + separator.length
  }
  return parsed
}

function restFrom(text: string, byte: number, length: number): string {
  return length === text.length ? text.slice(byte) : Buffer.from(text).toString('utf8', byte)
}

/** A block comment may be open at the end, and be closed by the next text. Says so too often rather than not. */
function leavesOpen(text: string): boolean {
  const last = text.lastIndexOf('/*')
  if (last < 0) return false
  return text.split('/*').length !== text.split('*/').length || text.lastIndexOf('*/') < last
}
