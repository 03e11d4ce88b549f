import { commentEnd } from '../../sql/comments'
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
    const end = commentEnd(sql, at, to)
    comments.push({ start: at, end, text: sql.slice(at + 2, block ? Math.max(at + 2, end - 2) : end) })
    at = end
  }
  return comments
}
