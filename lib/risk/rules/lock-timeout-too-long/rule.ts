import { blockingLocks } from '../../locks/held-locks'
import { lockTimeoutOf } from '../../locks/lock-timeout'
import type { Draft, Rule, RuleMeta } from '../../rule'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'lock-timeout-too-long',
  title: 'A lock_timeout that is too long to protect anybody',
  family: 'timeout',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'While a statement waits for its lock, everybody who comes later queues behind it: a lock_timeout is how long the site may stand still. A minute is too long for most, and 0 means without end. A few seconds, and another attempt, do better.',
  safe: [{ what: 'A few seconds.', sql: "SET lock_timeout = '5s';" }],
}

/** Milliseconds. */
const tooLong = 10_000

export const lockTimeoutTooLong: Rule = {
  meta,
  nodes: [],
  end(at) {
    return at.walked.flatMap(({ tree, statement }, place): Draft[] => {
      const set = lockTimeoutOf(tree)
      if (!set || (set.milliseconds > 0 && set.milliseconds <= tooLong)) return []
      // A script that has set none of its own loses nothing by switching it off, unless somebody else has.
      if (set.milliseconds === 0 && !at.settings.guarded) return []
      const next = at.walked.findIndex((each, index) => index > place && lockTimeoutOf(each.tree))
      const covered = at.walked.slice(place + 1, next < 0 ? undefined : next)
      const locks = covered.flatMap(({ facts }) => blockingLocks(facts.locks))
      const tables = [
        ...new Set(locks.filter(({ kind }) => kind !== 'index').map(({ relation }) => relation)),
      ]
      if (locks.length === 0) return []
      const names = inWords(tables.map(shown)) || 'the table'
      const time = set.milliseconds === 0 ? 'without end' : `up to ${seconds(set.milliseconds)}`
      return [
        {
          title: `${statement.summary}: whoever uses ${names} may wait ${time}`,
          reason: `From here on each statement waits for its locks ${time}, and everybody who uses ${names} queues behind it.`,
          statement: statement.index,
          tables,
          recipe: {
            id: 'guard',
            title: 'Give up soon when the lock is not free',
            steps: [{ what: 'A few seconds.', sql: "SET lock_timeout = '5s';" }],
            rewrite: {
              command: null,
              instead: `SET ${set.local ? 'LOCAL ' : ''}lock_timeout = '5s'`,
              before: [],
              after: [],
            },
          },
        },
      ]
    })
  },
}

function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000)
  return whole >= 120 ? `${Math.round(whole / 60)} minutes` : `${whole} seconds`
}
