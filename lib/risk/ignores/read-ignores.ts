import type { IgnoreComment } from '../../domain/analysis'
import type { ParsedStatement } from '../../sql/parse'
import type { Places } from '../findings/places'
import { type Comment, commentsOf } from './comments-of'

/** What one comment says of one rule. */
export interface Ignore {
  comment: IgnoreComment
  /** Index of its statement; `script`: the whole script; null: there is no statement for it. */
  scope: number | 'script' | null
}

const sign = /\bheadgate-ignore(-file)?\b[ \t]*:?([^\r\n]*)/gi

/** The ignores of a script, one for each rule that a comment names; in their order. */
export function readIgnores(
  { name, sql, statements }: { name: string; sql: string; statements: readonly ParsedStatement[] },
  places: Places,
): Ignore[] {
  if (!/headgate-ignore/i.test(sql)) return []
  return commentsOf(sql).flatMap((comment) =>
    [...comment.text.matchAll(sign)].flatMap(({ 1: file, 2: rest = '', index }) => {
      const colon = rest.indexOf(':')
      const named = (colon < 0 ? rest : rest.slice(0, colon)).split(/[\s,]+/).filter(Boolean)
      const reason = colon < 0 ? '' : rest.slice(colon + 1).trim()
      const scope = file ? 'script' : scopeOf(comment, statements, sql)
      // In a block comment each may have a line of its own.
      const { line } = places(comment.start + 2 + index)
      const rules = named.length > 0 ? named : ['']
      return rules.map((rule): Ignore => ({ comment: { migration: name, line, rule, reason }, scope }))
    }),
  )
}

/** The statement that stands on its line or around it, else the next one. */
function scopeOf(comment: Comment, statements: readonly ParsedStatement[], sql: string): number | null {
  const lineStart = sql.lastIndexOf('\n', comment.start - 1) + 1
  const before = statements.findLast(({ start }) => start < comment.start)
  if (before && (before.end > comment.start || before.end > lineStart)) return before.index
  return statements.find(({ start }) => start >= comment.end)?.index ?? null
}
