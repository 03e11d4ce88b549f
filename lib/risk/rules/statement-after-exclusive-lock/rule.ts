import type { RelationLock } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { blockingLocks, type HeldLock, heldLocks } from '../../locks/held-locks'
import { type SlowWork, slowWork } from '../../locks/slow-work'
import { isEnumMove } from '../../prisma/enum-recreations'
import { createConcurrently } from '../../recipes/concurrent-index'
import { ownMigration } from '../../recipes/own-migration'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { fewInWords } from '../../words/few-in-words'
import { shown } from '../../words/names'

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
    // The rewrites of an enum that is built anew are told together, and cannot be taken apart.
    if (at.commands.some((_, command) => isEnumMove(at.migration, at.statement.index, command))) return []
    const { walked } = at.migration
    const slow = slowWork(at)
    if (!slow) return []
    const held = heldLocks(walked, at.transaction, 'ACCESS EXCLUSIVE').filter((lock) =>
      harmedBy(lock, slow, at),
    )
    const [first] = held
    if (!first || wasTold(at)) return []
    const tables = fewInWords(held.map(({ relation }) => relation))
    const slowTables = fewInWords(slow.tables)
    const index = nodeOf(at.tree, 'IndexStmt')
    return [
      {
        title: `Nobody can read or write ${tables} while this ${slow.verb} ${slowTables}`,
        reason: `${first.by.summary} (line ${first.by.line}) locked ${shown(first.relation)}${held.length > 1 ? ', others were locked too,' : ''} and the lock stays until the transaction ends; this statement grows with ${slowTables}.`,
        tables: [...new Set([...held.map(({ relation }) => relation), ...slow.tables])],
        locks: held.map(({ relation, mode }) => ({ relation, kind: 'table', mode, fresh: false })),
        blocks: 'reads and writes',
        recipe: index ? createConcurrently(at, index) : ownMigration(at, slow.tables[0] ?? null),
      },
    ]
  },
}

/** One finding for a transaction: what comes after its first slow statement has the same cure. */
function wasTold({ migration: { walked }, transaction, schema, isFresh }: StatementAt): boolean {
  const held = new Set<string>()
  for (const { tree, facts, transaction: own } of walked) {
    if (tree === null || own !== transaction) continue
    const locked = blockingLocks(facts.locks)
    const slow = held.size > 0 ? slowWork({ tree, facts, schema, isFresh }) : null
    if (slow && [...held].some((key) => !isOwn(key, slow, locked))) return true
    for (const { relation, mode } of locked) if (mode === 'ACCESS EXCLUSIVE') held.add(relation)
  }
  return false
}

function isOwn(key: string, slow: SlowWork, locked: readonly RelationLock[]): boolean {
  return slow.tables.includes(key) || locked.some(({ relation }) => relation === key)
}

/**
 * What the statement would lock by itself is told by its own findings; and rows that are written to the locked table by
 * those about backfills. What is left is a table that only waits because of an earlier statement.
 */
function harmedBy({ relation }: HeldLock, slow: SlowWork, at: StatementAt): boolean {
  if (blockingLocks(at.facts.locks).some((lock) => lock.relation === relation)) return false
  if (!slow.tables.includes(relation)) return true
  if (backfills.includes(at.statement.node ?? '')) return false
  return !(at.commands.some(({ subtype }) => subtype === 'AT_ValidateConstraint') && addedInThis(at))
}

const backfills = ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'MergeStmt', 'CreateTableAsStmt']

/** The constraint that is validated was added in the same transaction: told by its own rule. */
function addedInThis({ migration, transaction, commands }: StatementAt): boolean {
  const names = commands.map(({ name }) => name)
  return migration.walked.some(
    (each) =>
      each.transaction === transaction &&
      each.commands.some(({ def }) => def && names.includes(nodeOf(def, 'Constraint')?.conname)),
  )
}
