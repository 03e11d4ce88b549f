import type { Statement } from '../../domain/statement'

export interface LoggedError {
  sqlstate: string | null
  /** The database's message, one line. */
  message: string | null
}

/** What the ledger's `logs` say about the error, as Prisma and Headgate write them. */
export function loggedError(logs: string | null): LoggedError {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Prisma colours its messages
  const text = (logs ?? '').replace(/\u001b\[[0-9;]*m/g, '')
  const sqlstate =
    /Database error code: ([0-9A-Z]{5})/.exec(text)?.[1] ??
    /\bSqlState\(E?([0-9A-Z]{5})\)/.exec(text)?.[1] ??
    /\((?:SQLSTATE )?([0-9A-Z]{5})\)/.exec(text)?.[1] ??
    null
  const message = /(?:^|\n)\s*ERROR:\s*(.+)/.exec(text)?.[1] ?? /\bnot run\. (.+)/.exec(text)?.[1] ?? null
  const short = message ?? (text.trim().split('\n')[0] || null)
  return { sqlstate, message: short && short.length > 400 ? `${short.slice(0, 400)}…` : short }
}

/**
 * After how many of `statements` the script stopped, by Headgate's own words in the ledger ("statements 1-3 done,
 * statement 4 failed"), which were written by who ran it; null where the logs are none of Headgate's.
 */
export function doneByHeadgate(logs: string | null, name: string, statements: Statement[]): number | null {
  if (!logs?.startsWith(`${name}: `) || !/\b(done|failed|not run)\b/.test(logs)) return null
  const words = logs.slice(name.length + 2)
  const list = /^statements? ([\d, -]+) done/.exec(words)?.[1]
  if (!list) return /^statements? [\d, -]+ (failed|not run)/.test(words) ? 0 : null
  const done = new Set<number>()
  for (const range of list.split(',')) {
    const [from = 0, to = from] = range.split('-').map(Number)
    for (let number = from; number <= to; number++) done.add(number - 1)
  }
  const first = statements.findIndex((statement) => !done.has(statement.index))
  return first < 0 ? statements.length : first
}

/** The one among the candidates whose next statement names what the logged error names; null where none stands out. */
export function pointedAt(logs: string | null, statements: Statement[], candidates: number[]): number | null {
  const names = namedIn(logs ?? '')
  if (names.length === 0) return null
  const scored = candidates.flatMap((at) => {
    const text = statements[at]?.text
    return text === undefined ? [] : [{ at, score: names.filter((name) => text.includes(name)).length }]
  })
  const best = Math.max(0, ...scored.map(({ score }) => score))
  const first = scored.filter(({ score }) => score === best && score > 0)
  return first.length === 1 ? (first[0]?.at ?? null) : null
}

function namedIn(logs: string): string[] {
  const message = /ERROR:[^\n]*(?:\nDETAIL:[^\n]*)?/.exec(logs)?.[0] ?? logs.split('\n').slice(0, 3).join(' ')
  const quoted = [...message.matchAll(/"([^"\n]{1,63})"/g)].map((match) => match[1] ?? '')
  const parts = [...logs.matchAll(/\b(?:table|column|constraint): Some\("([^"]+)"\)/g)].map((m) => m[1] ?? '')
  return [...new Set([...quoted, ...parts])].filter((name) => name.length > 1)
}
