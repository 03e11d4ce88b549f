import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A case of a rule's `bad.sql` or `good.sql`. */
export interface RuleCase {
  name: string
  /** Builds the schema that is there before; empty: nothing is known of it. */
  before: string
  migration: string
  /** `--! also <rule>`: findings of other rules that are right here, too. */
  also: string[]
  /** `--! runner prisma`, `--! postgres 14`, `--! together`. */
  runner: 'prisma' | 'headgate' | 'plain'
  postgres: number
  /** `--! since 15`: older servers cannot execute it. */
  since: number
  together: boolean
  /** A `lock_timeout` holds; false after `--! unguarded`. */
  guarded: boolean
  /** A live database will answer the probes; false after `--! static`. */
  live: boolean
  /** `--! prisma` begins it: the Prisma schema that the migration leads to. */
  prisma?: string
  /** `--! not-executed: why`: PostgreSQL refuses it, or it needs what a test server lacks. */
  notExecuted: string | null
}

/**
 * Reads a file of cases. Each begins with `--! case <name>`; `--! before` and `--! migration` begin its parts. A file
 * without these lines is one case without a schema.
 */
export function readCases(folder: string, file: string): RuleCase[] {
  const text = readFileSync(join(folder, file), 'utf8')
  const pieces = text.split(/^--! case /m)
  const whole = pieces.length === 1
  return (whole ? pieces : pieces.slice(1)).map((piece) => {
    const name = whole ? file : (piece.split('\n', 1)[0] ?? '').trim()
    return readCase(name, whole ? piece : piece.slice(piece.indexOf('\n') + 1))
  })
}

function readCase(name: string, text: string): RuleCase {
  const found: RuleCase = {
    name,
    before: '',
    migration: '',
    also: [],
    runner: 'headgate',
    postgres: 18,
    since: 0,
    together: false,
    guarded: true,
    live: true,
    notExecuted: null,
  }
  let part: 'before' | 'migration' | 'prisma' = 'migration'
  for (const line of text.split('\n')) {
    const [, word, rest = ''] = /^--! ([\w-]+):? ?(.*)$/.exec(line) ?? []
    if (word === 'before' || word === 'migration' || word === 'prisma') part = word
    else if (word === 'also') found.also.push(...rest.split(/[\s,]+/).filter(Boolean))
    else if (word === 'runner') found.runner = rest as RuleCase['runner']
    else if (word === 'postgres') found.postgres = Number(rest)
    else if (word === 'since') found.since = Number(rest)
    else if (word === 'together') found.together = true
    else if (word === 'unguarded') found.guarded = false
    else if (word === 'static') found.live = false
    else if (word === 'not-executed') found.notExecuted = rest
    else if (word) throw new Error(`${name}: what is “--! ${word}”?`)
    else found[part] = `${found[part] ?? ''}${line}\n`
  }
  return found
}
