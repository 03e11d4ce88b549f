/** A comment of a script. Offsets are UTF-16; `line` is 1-based, where it begins. */
export interface SqlComment {
  /** Without its signs, trimmed. */
  text: string
  start: number
  end: number
  line: number
}

/** The comments in a stretch of a script that holds nothing but blanks, comments and semicolons. */
function commentsIn(sql: string, from: number, to: number, line: number): SqlComment[] {
  const comments: SqlComment[] = []
  let at = from
  let here = line
  while (at < to) {
    const character = sql[at]
    const block = character === '/' && sql[at + 1] === '*'
    if (!block && !(character === '-' && sql[at + 1] === '-')) {
      if (character === '\n') here++
      at++
      continue
    }
    const end = commentEnd(sql, at, to)
    const closed = block && sql.endsWith('*/', end) && end - at >= 4
    comments.push({ text: sql.slice(at + 2, closed ? end - 2 : end).trim(), start: at, end, line: here })
    for (; at < end; at++) if (sql[at] === '\n') here++
  }
  return comments
}

/** Where the comment that begins at `at` ends, before `to` at the latest. */
export function commentEnd(sql: string, at: number, to: number): number {
  return sql.startsWith('/*', at) ? blockEnd(sql, at, to) : lineEnd(sql, at, to)
}

function lineEnd(sql: string, at: number, to: number): number {
  for (let end = at; end < to; end++) if (sql[end] === '\n' || sql[end] === '\r') return end
  return to
}

/** Block comments nest. */
function blockEnd(sql: string, at: number, to: number): number {
  const signs = /\/\*|\*\//g
  signs.lastIndex = at
  let depth = 0
  for (let sign = signs.exec(sql); sign && sign.index < to; sign = signs.exec(sql)) {
    depth += sign[0] === '/*' ? 1 : -1
    if (depth === 0) return signs.lastIndex
  }
  return to
}

interface Extent {
  start: number
  end: number
  line: number
}

/**
 * Those that belong to a statement: between the one before it and itself, and behind it on its last line. What stands
 * behind the one before it on its line belongs to that one, unless this one begins there.
 */
export function commentsOf(
  sql: string,
  statement: Extent,
  before: Extent | undefined,
  after: Extent | undefined,
): SqlComment[] {
  let from = before?.end ?? 0
  if (before) {
    const lineBreak = sql.indexOf('\n', from)
    if (lineBreak >= 0 && lineBreak < statement.start) from = lineBreak
  }
  // A comment of several lines may begin behind the one before.
  const open = before ? commentsIn(sql, before.end, from, 1).at(-1) : undefined
  if (open && open.end === from && sql.startsWith('/*', open.start))
    from = Math.max(from, blockEnd(sql, open.start, statement.start))
  const line = statement.line - linesIn(sql, from, statement.start)
  const comments = commentsIn(sql, from, statement.start, line)
  const lineBreak = sql.indexOf('\n', statement.end)
  const lastLineEnd = lineBreak < 0 ? sql.length : lineBreak
  if (after && after.start <= lastLineEnd) return comments
  const next = after?.start ?? sql.length
  const last = statement.line + linesIn(sql, statement.start, statement.end)
  const behind = commentsIn(sql, statement.end, next, last).filter(({ start }) => start < lastLineEnd)
  return [...comments, ...behind]
}

function linesIn(sql: string, from: number, to: number): number {
  let lines = 0
  for (let at = sql.indexOf('\n', from); at >= 0 && at < to; at = sql.indexOf('\n', at + 1)) lines++
  return lines
}
