import type { Paint } from '../paint'

const widest = 96

/** The line of the script where something is, with a marker below it. */
export function excerpt(
  sql: string,
  { start, end, line }: { start: number; end: number; line: number },
  mark: (text: string) => string,
  paint: Paint,
): string[] {
  const from = sql.lastIndexOf('\n', start - 1) + 1
  const to = sql.indexOf('\n', start)
  const whole = sql.slice(from, to < 0 ? sql.length : to).replace(/\r$/, '')
  // A long line is cut around its place.
  const cut = start - from > widest - 20 ? start - from - 30 : 0
  const shown = visible(whole.slice(cut, cut + widest))
  const before = cut > 0 ? '…' : ''
  const after = whole.length > cut + widest ? '…' : ''
  const number = String(line).padStart(5)
  const at = before.length + (start - from - cut)
  const length = Math.max(1, Math.min(end, from + whole.trimEnd().length, from + cut + widest) - start)
  return [
    `${paint.dim(`${number} │`)} ${before}${shown}${after}`,
    `${paint.dim('      │')} ${' '.repeat(Math.max(0, at))}${mark('^'.repeat(length))}`,
  ]
}

/** One column for each character: control characters must not move the marker, or the terminal. */
export function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '�')
}
