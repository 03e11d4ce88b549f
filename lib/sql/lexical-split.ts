export interface Piece {
  /** UTF-16 offsets of the statement, without leading blanks and comments and without its semicolon. */
  start: number
  end: number
}

/**
 * Cuts a script at its top-level semicolons without parsing it, as psql does: quotes, dollar quotes, comments,
 * parentheses and the bodies of BEGIN ATOMIC functions hide theirs. For scripts that the parser refuses.
 */
export function lexicalSplit(
  sql: string,
  minding: { parentheses: boolean } = { parentheses: true },
): Piece[] {
  const pieces: Piece[] = []
  let start = -1
  let end = 0
  let depth = 0
  let words: string[] = []
  let atomic = 0
  const close = () => {
    if (start >= 0) pieces.push({ start, end })
    start = -1
    depth = 0
    atomic = 0
    words = []
  }
  let at = 0
  while (at < sql.length) {
    const blank = blankEnd(sql, at)
    if (blank > at) {
      at = blank
      continue
    }
    if (sql[at] === ';' && depth === 0 && atomic === 0) {
      const rows = start < 0 ? null : rowsOfCopy(sql, sql.slice(start, end), at + 1)
      close()
      at++
      if (rows) {
        pieces.push(rows)
        at = rows.end
      }
      continue
    }
    // Of psql: up to the end of its line. Outside of quotes SQL has no backslash.
    if (sql[at] === '\\') {
      close()
      const stop = lineEnd(sql, at)
      pieces.push({ start: at, end: stop })
      at = stop
      continue
    }
    if (start < 0) start = at
    const next = tokenEnd(sql, at)
    const token = sql.slice(at, next)
    if (minding.parentheses && token === '(') depth++
    if (minding.parentheses && token === ')') depth = Math.max(0, depth - 1)
    if (/^[a-z]/i.test(token) && depth === 0) {
      const word = token.toUpperCase()
      if (words.length < 4) words.push(word)
      if (makesRoutine(words)) atomic = atomicDepth(atomic, word, sql.slice(next))
    }
    at = next
    end = next
  }
  close()
  return pieces
}

/** In a dump, rows follow a COPY up to a line of `\.`: what is between is no SQL. */
function rowsOfCopy(sql: string, statement: string, from: number): Piece | null {
  if (!/^copy\b[\s\S]*\bfrom\s+stdin\b/i.test(statement)) return null
  const closing = /^\\\.[ \t]*$/m
  const at = sql.slice(from).search(closing)
  return at < 0 ? null : { start: from + at, end: from + at + 2 }
}

function lineEnd(sql: string, at: number): number {
  const end = sql.slice(at).search(/[ \t]*(?:[\r\n]|$)/)
  return end < 0 ? sql.length : at + Math.max(end, 1)
}

/**
 * A quote that reaches to the end without being closed, or one that holds the end of a statement, which the wrong quote
 * may have closed. Null: there is none.
 */
export function openQuoteIn(sql: string): { at: number; isOpen: boolean } | null {
  let at = 0
  let suspect: number | null = null
  while (at < sql.length) {
    at = blankEnd(sql, at)
    if (at >= sql.length) break
    const next = tokenEnd(sql, at)
    const first = sql[at] ?? ''
    if (suspect === null && /['"eEuU]/.test(first) && /;[ \t]*\r?\n/.test(sql.slice(at, next))) suspect = at
    if (next >= sql.length && isOpen(sql.slice(at))) return { at: suspect ?? at, isOpen: true }
    at = next
  }
  return suspect === null ? null : { at: suspect, isOpen: false }
}

/** The token reaches to the end of the text. */
function isOpen(token: string): boolean {
  const tag = /^\$[^$\s]*\$/.exec(token)?.[0]
  if (tag) return token.length < 2 * tag.length || !token.endsWith(tag)
  const quote = /^(?:[eE]|[uU]&)?(['"])/.exec(token)
  if (!quote) return false
  const inner = token.slice(quote[0].length)
  const body = /^[eE]/.test(token) ? inner.replace(/\\[\s\S]/g, '') : inner
  return (body.length - body.replaceAll(quote[1] ?? '', '').length) % 2 === 0
}

/** Where blanks and comments that begin at `at` are over. Block comments nest. */
export function blankEnd(sql: string, at: number): number {
  let position = at
  for (;;) {
    const blanks = /[\s\uFEFF]*/y
    blanks.lastIndex = position
    blanks.exec(sql)
    const next = blanks.lastIndex
    if (sql.startsWith('--', next)) {
      const line = sql.slice(next).search(/[\r\n]/)
      position = line < 0 ? sql.length : next + line
    } else if (sql.startsWith('/*', next)) {
      position = blockCommentEnd(sql, next)
    } else {
      return next
    }
  }
}

function blockCommentEnd(sql: string, at: number): number {
  let depth = 0
  let position = at
  while (position < sql.length) {
    if (sql.startsWith('/*', position)) {
      depth++
      position += 2
    } else if (sql.startsWith('*/', position)) {
      depth--
      position += 2
      if (depth === 0) return position
    } else {
      position++
    }
  }
  return sql.length
}

// Written without an alternative for each character: a literal may be megabytes long.
const tokens = {
  escaped: /[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*(?:'|$)/y,
  quoted: /(?:[uU]&)?'[^']*(?:''[^']*)*(?:'|$)/y,
  identifier: /"[^"]*(?:""[^"]*)*(?:"|$)/y,
  dollar: /\$([\p{L}_][\p{L}\p{N}_]*)?\$/uy,
  word: /[\p{L}_][\p{L}\p{N}_$]*/uy,
}

/** Where the token that begins at `at` is over. Quotes that never close reach to the end. */
export function tokenEnd(sql: string, at: number): number {
  for (const name of ['escaped', 'quoted', 'identifier'] as const) {
    const end = matchEnd(tokens[name], sql, at)
    if (end) return end
  }
  const tag = matchEnd(tokens.dollar, sql, at)
  if (tag) {
    const close = sql.indexOf(sql.slice(at, tag), tag)
    return close < 0 ? sql.length : close + tag - at
  }
  return matchEnd(tokens.word, sql, at) || at + 1
}

function matchEnd(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(sql) ? pattern.lastIndex : 0
}

function makesRoutine([create, second, third, fourth]: string[]): boolean {
  const kind = second === 'OR' && third === 'REPLACE' ? fourth : second
  return create === 'CREATE' && (kind === 'FUNCTION' || kind === 'PROCEDURE')
}

function atomicDepth(depth: number, word: string, after: string): number {
  if (depth === 0) return word === 'BEGIN' && /^\s+atomic\b/i.test(after) ? 1 : 0
  if (word === 'CASE') return depth + 1
  return word === 'END' ? depth - 1 : depth
}
