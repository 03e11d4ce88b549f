import type { Statement } from '@/lib/domain/statement'

/** Lines of a script that belong together; 1-based, both ends included. */
export interface Block {
  from: number
  to: number
  /** Statements that stand on these lines; none for what stands between statements. */
  statements: Pick<Statement, 'index' | 'summary' | 'line'>[]
}

/**
 * Cuts a script into blocks. A statement takes the comments right above it along; statements that share a line
 * share a block; what no statement claims (the header, the end) is a block without statements.
 */
export function statementBlocks(sql: string, statements: readonly Statement[]): Block[] {
  const lines = sql.split('\n')
  const starts = lineStarts(lines)
  const blocks: Block[] = []
  let free = 1
  for (const statement of statements) {
    const first = lineAt(starts, statement.start)
    const last = lineAt(starts, Math.max(statement.start, statement.end - 1))
    const before = blocks.at(-1)
    if (before?.statements.length && before.to >= first) {
      before.statements.push(statement)
      before.to = Math.max(before.to, last)
    } else {
      const from = commentsAbove(lines, first, free)
      blocks.push(...between(lines, free, from - 1))
      blocks.push({ from, to: last, statements: [statement] })
    }
    free = (blocks.at(-1)?.to ?? 0) + 1
  }
  return [...blocks, ...between(lines, free, lines.length)]
}

/** Climbs over `--` lines directly above. A block comment such as Prisma's warnings stays a block of its own. */
function commentsAbove(lines: readonly string[], line: number, floor: number): number {
  let from = line
  while (from - 1 >= floor && /^\s*--/.test(lines[from - 2] ?? '')) from--
  return from
}

/** The lines that no statement claims, without the empty ones around them. */
function between(lines: readonly string[], from: number, to: number): Block[] {
  const filled = lines.slice(from - 1, to).map((line) => line.trim() !== '')
  const first = filled.indexOf(true)
  if (first < 0) return []
  return [{ from: from + first, to: from + filled.lastIndexOf(true), statements: [] }]
}

function lineStarts(lines: readonly string[]): number[] {
  const starts: number[] = []
  let offset = 0
  for (const line of lines) {
    starts.push(offset)
    offset += line.length + 1
  }
  return starts
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}
