import { blankEnd, tokenEnd } from '../../sql/lexical-split'

/** A comment of a script. Offsets are UTF-16. */
export interface Comment {
  start: number
  end: number
  /** Without its signs. */
  text: string
}

/** All comments of a script, in order; what quotes hold is none. */
export function commentsOf(sql: string): Comment[] {
  const comments: Comment[] = []
  let at = 0
  while (at < sql.length) {
    const blank = blankEnd(sql, at)
    if (blank > at) comments.push(...commentsWithin(sql, at, blank))
    at = blank > at ? blank : tokenEnd(sql, at)
  }
  return comments
}

/** Of a stretch of nothing but blanks and comments. */
function commentsWithin(sql: string, from: number, to: number): Comment[] {
  const comments: Comment[] = []
  let at = from
  while (at < to) {
    const block = sql.startsWith('/*', at)
    if (!block && !sql.startsWith('--', at)) {
      at += 1
      continue
    }
    const end = block ? blockEnd(sql, at, to) : lineEnd(sql, at, to)
    comments.push({ start: at, end, text: sql.slice(at + 2, block ? Math.max(at + 2, end - 2) : end) })
    at = end
  }
  return comments
}

function lineEnd(sql: string, at: number, to: number): number {
  const length = sql.slice(at, to).search(/[\r\n]/)
  return length < 0 ? to : at + length
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
