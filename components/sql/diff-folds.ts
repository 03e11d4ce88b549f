import type { DiffRow } from './diff-rows'

/** A row, or a number of unchanged rows that are folded away. */
export type DiffPart = { row: DiffRow } | { folded: number; from: number }

/** Keeps `context` unchanged rows around every change; longer stretches become one folded part. */
export function foldSame(rows: readonly DiffRow[], context: number): DiffPart[] {
  const near = new Array<boolean>(rows.length).fill(context === Number.POSITIVE_INFINITY)
  rows.forEach((row, index) => {
    if (row.kind === 'same') return
    const to = Math.min(rows.length - 1, index + context)
    for (let at = Math.max(0, index - context); at <= to; at++) near[at] = true
  })
  const parts: DiffPart[] = []
  rows.forEach((row, index) => {
    const before = parts.at(-1)
    if (near[index]) parts.push({ row })
    else if (before && 'folded' in before) before.folded++
    else parts.push({ folded: 1, from: index })
  })
  return parts
}
