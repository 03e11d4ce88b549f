import type { ParsedStatement } from '../../../sql/parse'
import { isStronger } from '../../facts/harm'
import { heldLocks } from '../../locks/held-locks'
import type { Draft, MigrationAt, Rule, RuleMeta, Walked } from '../../rule'
import { fewInWords } from '../../words/few-in-words'

const meta: RuleMeta = {
  id: 'several-tables-locked',
  title: 'One transaction locks several tables',
  family: 'transaction',
  severity: 'notice',
  lock: 'one on each table, until the transaction ends',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Each table that a transaction locks stays locked until the end, also while the transaction waits for the next one. If the application takes the same tables in another order, the two wait for each other and PostgreSQL ends one of them (deadlock). Where something slow is done to one of them, the others wait for it too.',
  safe: [
    { what: 'One migration for each table in use, with a short lock_timeout.' },
    { what: 'What is slow comes by itself.' },
  ],
}

/** Fewer are everyday, and PostgreSQL sorts the rare deadlock out. */
const many = 3

export const severalTablesLocked: Rule = {
  meta,
  nodes: [],
  end(at) {
    const numbers = new Set(at.walked.map(({ transaction }) => transaction))
    return [...numbers].flatMap((number) => (number === null ? [] : inTransaction(at, number)))
  },
}

function inTransaction(at: MigrationAt, number: number): Draft[] {
  const own = at.walked.filter(({ transaction }) => transaction === number)
  return slowBetween(own, number) ?? manyLocked(own, number)
}

/** Null: nothing slow, or something stronger, which has a rule of its own. */
function slowBetween(own: Walked[], number: number): Draft[] | null {
  if (heldWhileSlow(own, number, 'ACCESS EXCLUSIVE')) return []
  const found = heldWhileSlow(own, number, 'SHARE')
  if (!found) return null
  const { held, slow, tables } = found
  const names = fewInWords(held.map(({ relation }) => relation))
  return [
    {
      title: `Writes to ${names} go on waiting while ${fewInWords(tables)} ${tables.length === 1 ? 'is' : 'are'} worked on`,
      reason: `The lock that ${held[0]?.by.summary} (line ${held[0]?.by.line}) took on ${names} stays until the transaction ends, and ${slow.summary} (line ${slow.line}) grows with its table.`,
      severity: 'warning',
      statement: slow.index,
      tables: [...held.map(({ relation }) => relation), ...tables],
      locks: held.map(({ relation, mode }) => ({ relation, kind: 'table', mode, fresh: false })),
      blocks: 'writes',
    },
  ]
}

function heldWhileSlow(own: Walked[], number: number, mode: 'SHARE' | 'ACCESS EXCLUSIVE') {
  for (const [at, { facts, statement }] of own.entries()) {
    const tables = [...new Set(facts.work.filter(({ fresh }) => !fresh).map(({ table }) => table))]
    if (tables.length === 0 || at === 0) continue
    const held = heldLocks(own.slice(0, at), number, mode).filter(
      ({ relation }) => !tables.includes(relation),
    )
    if (held.length > 0) return { held, slow: statement, tables }
  }
  return null
}

function manyLocked(own: Walked[], number: number): Draft[] {
  const held = heldLocks(own, number, 'ACCESS EXCLUSIVE').filter(
    ({ mode }) => !isStronger('ACCESS EXCLUSIVE', mode),
  )
  // Locks of one statement are taken at once, and together.
  const statements = new Set(held.map(({ by }) => by))
  const last: ParsedStatement | undefined = held.at(-1)?.by
  if (statements.size < many || !last) return []
  const names = fewInWords(held.map(({ relation }) => relation))
  return [
    {
      title: `One transaction locks ${held.length} tables against reads and writes`,
      reason: `${names} are locked one after the other and all stay locked until the end: an application that uses them in another order can meet a deadlock.`,
      statement: last.index,
      tables: held.map(({ relation }) => relation),
      locks: held.map(({ relation, mode }) => ({ relation, kind: 'table', mode, fresh: false })),
      blocks: 'reads and writes',
    },
  ]
}
