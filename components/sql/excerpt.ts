import type { Statement } from '@/lib/domain/statement'

export interface Excerpt {
  sql: string
  statements: readonly Statement[]
  /** Lines of the whole script. */
  lines: number
  /** Lines of it that are left out. */
  cut: number
}

/** Lines that a page can show of one script and stay quick. */
export const mostLines = 1_500

/** The beginning of a script that is too long for a page; statements that do not fit whole are left out. */
export function excerptOf(sql: string, statements: readonly Statement[] = [], most = mostLines): Excerpt {
  const lines = sql.trimEnd().split('\n')
  if (lines.length <= most) return { sql, statements, lines: lines.length, cut: 0 }
  const shown = lines.slice(0, most).join('\n')
  const whole = statements.filter((statement) => statement.end <= shown.length)
  const text = whole.length > 0 ? sql.slice(0, whole.at(-1)?.end) : shown
  return { sql: text, statements: whole, lines: lines.length, cut: lines.length - text.split('\n').length }
}
