import { nodeOf } from '../../../sql/node-of'
import { blockedBy } from '../../facts/harm'
import { type HeldLock, heldLocks } from '../../locks/held-locks'
import { mayBeSlow, type SlowWork, slowWork } from '../../locks/slow-work'
import { createConcurrently } from '../../recipes/concurrent-index'
import { ownMigration } from '../../recipes/own-migration'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'statement-after-exclusive-lock',
  title: 'Slow work while an earlier statement of the transaction locks a table',
  family: 'transaction',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE, taken by an earlier statement and held until the transaction ends',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A lock is given back when its transaction ends, not when its statement does. An ALTER TABLE that takes a millisecond stops every read and write of its table for as long as what follows takes: an index on another table, a check of all its rows, an update. Instant statements one after another do no harm.',
  safe: [
    { what: 'Give the slow statement a migration of its own, so that the first commits before it begins.' },
  ],
}

export const statementAfterExclusiveLock: Rule = {
  meta,
  nodes: ['*'],
  check(at) {
    if (at.transaction === null || at.statement.needsAutocommit) return []
    const { walked } = at.migration
    if (!walked.some(({ transaction }) => transaction === at.transaction)) return []
    const slow = slowWork(at)
    if (!slow) return []
    const held = newlyHeld(at).filter((lock) => harmedBy(lock, slow, at))
    const [first] = held
    if (!first) return []
    const tables = inWords(held.map(({ relation }) => shown(relation)))
    const slowTables = inWords(slow.tables.map(shown))
    const index = nodeOf(at.tree, 'IndexStmt')
    return [
      {
        title: `Nobody can read or write ${tables} while this ${slow.verb} ${slowTables}`,
        reason: `${first.by.summary} (line ${first.by.line}) locked ${shown(first.relation)}${held.length > 1 ? ', others were locked too,' : ''} and the lock stays until the transaction ends; this statement takes as long as ${slowTables} is large.`,
        tables: [...new Set([...held.map(({ relation }) => relation), ...slow.tables])],
        locks: held.map(({ relation, mode }) => ({ relation, kind: 'table', mode, fresh: false })),
        blocks: 'reads and writes',
        recipe: index ? createConcurrently(at, index) : ownMigration(at, slow.tables[0] ?? null),
      },
    ]
  },
}

/** Locked against everybody since the last slow statement of the transaction, which has told of those before. */
function newlyHeld(at: StatementAt): HeldLock[] {
  const { walked } = at.migration
  const told = walked.findLastIndex((each) => each.transaction === at.transaction && mayBeSlow(each))
  const before = heldLocks(walked.slice(0, Math.max(0, told)), at.transaction, 'ACCESS EXCLUSIVE')
  return heldLocks(walked, at.transaction, 'ACCESS EXCLUSIVE').filter(
    ({ relation }) => !before.some((each) => each.relation === relation),
  )
}

/**
 * The slow statement is about another table; or about this one, and by itself would let others use it, as VALIDATE does.
 * What it does to rows of the table that is locked is a backfill beside DDL, which has a rule of its own.
 */
function harmedBy({ relation }: HeldLock, slow: SlowWork, at: StatementAt): boolean {
  if (!slow.tables.includes(relation)) return true
  if (['UpdateStmt', 'DeleteStmt', 'InsertStmt'].includes(at.statement.node ?? '')) return false
  if (at.commands.some(({ subtype }) => subtype === 'AT_ValidateConstraint') && addedInThis(at)) return false
  return blockedBy(at.facts.locks) === 'nothing'
}

/** The constraint that is validated was added in the same transaction: told by its own rule. */
function addedInThis({ migration, transaction, commands }: StatementAt): boolean {
  const names = commands.map(({ name }) => name)
  return migration.walked.some(
    (each) =>
      each.transaction === transaction &&
      each.commands.some(({ def }) => def && names.includes(nodeOf(def, 'Constraint')?.conname)),
  )
}
