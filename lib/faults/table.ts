import type { RoundReport } from './round'

export interface FaultLine {
  fault: string
  rounds: number
  violations: number
  seconds: number
}

/** A line for each fault, in the order in which they were played. */
export function linesOf(reports: readonly RoundReport[]): FaultLine[] {
  const lines = new Map<string, FaultLine>()
  for (const { fault, violations, ms } of reports) {
    const line = lines.get(fault) ?? { fault, rounds: 0, violations: 0, seconds: 0 }
    line.rounds += 1
    line.violations += violations.length
    line.seconds += ms / 1000
    lines.set(fault, line)
  }
  return [...lines.values()].map((line) => ({ ...line, seconds: Math.round(line.seconds) }))
}

/** As Markdown, which is also readable at a terminal. */
export function tableOf(lines: readonly FaultLine[]): string {
  const cells = [
    ['Fault', 'Rounds', 'Violations', 'Seconds'],
    ...lines.map(({ fault, rounds, violations, seconds }) => [
      fault,
      `${rounds}`,
      `${violations}`,
      `${seconds}`,
    ]),
  ]
  const total = lines.reduce(
    (sum, line) => ({
      rounds: sum.rounds + line.rounds,
      violations: sum.violations + line.violations,
      seconds: sum.seconds + line.seconds,
    }),
    { rounds: 0, violations: 0, seconds: 0 },
  )
  cells.push(['All', `${total.rounds}`, `${total.violations}`, `${total.seconds}`])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const row = (texts: string[]) =>
    `| ${texts.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [row(cells[0] ?? []), rule, ...cells.slice(1).map(row)].join('\n')
}
