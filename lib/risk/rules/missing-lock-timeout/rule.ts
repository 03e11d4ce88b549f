import type { Recipe } from '../../../domain/finding'
import { blockingLocks } from '../../locks/held-locks'
import { lockTimeoutAt } from '../../locks/lock-timeout'
import type { MigrationAt, Rule, RuleMeta, Walked } from '../../rule'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'missing-lock-timeout',
  title: 'Waiting for a lock without end',
  family: 'timeout',
  severity: 'notice',
  lock: 'those of the first statement that others wait for',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A statement that wants a table for itself waits for every transaction that uses it, and everybody who comes later queues behind the waiting statement, reads included. Behind one forgotten transaction, even an instant ALTER TABLE stops a site. With a lock_timeout it gives up, and can be tried again.',
  safe: [
    { what: 'Set it at the beginning of the migration.', sql: "SET lock_timeout = '5s';" },
    { what: 'When the migration gives up, nothing has changed: deploy it again.' },
  ],
}

export const missingLockTimeout: Rule = {
  meta,
  nodes: [],
  end(at) {
    if (at.settings.guarded) return []
    const first = at.walked.find((each) => isUnguarded(at, each))
    if (!first) return []
    const { statement, facts } = first
    const locks = blockingLocks(facts.locks)
    const tables = [...new Set(locks.filter(({ kind }) => kind !== 'index').map(({ relation }) => relation))]
    const names = inWords(tables.map(shown)) || 'the table'
    return [
      {
        title: `No lock_timeout: whoever uses ${names} queues behind this statement while it waits`,
        reason: `${statement.summary} waits for everybody who uses ${names}, without end, and all who come later wait behind it.`,
        statement: statement.index,
        tables,
        locks,
        recipe: withTimeout(first),
      },
    ]
  },
}

function isUnguarded(at: MigrationAt, { statement, facts }: Walked): boolean {
  // What cannot run in a transaction mostly waits without stopping anybody.
  return (
    !statement.needsAutocommit && blockingLocks(facts.locks).length > 0 && !lockTimeoutAt(at, statement.index)
  )
}

function withTimeout({ statement, transaction }: Walked): Recipe {
  const setting = `SET ${transaction === null ? '' : 'LOCAL '}lock_timeout = '5s';`
  const guarded = `${setting}\n${statement.text}`
  return {
    id: 'guard',
    title: 'Give up soon when the lock is not free',
    steps: [{ what: 'Wait at most five seconds for each lock from here on.', sql: `${guarded};` }],
    rewrite: transaction === null ? null : { command: null, instead: guarded, before: [], after: [] },
  }
}
