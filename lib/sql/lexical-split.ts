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
      close()
      at++
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
