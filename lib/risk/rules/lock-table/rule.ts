import type { LockMode } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { guard } from '../../recipes/guard'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'lock-table',
  title: 'LOCK TABLE stops others until the transaction ends',
  family: 'blocks',
  severity: 'warning',
  lock: 'the one it names, ACCESS EXCLUSIVE if it names none',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'LOCK TABLE takes its lock at once and keeps it until the transaction ends: everything the script does afterwards is time in which others wait. Without a mode it is ACCESS EXCLUSIVE, which also stops reads. Outside a transaction it fails.',
  safe: [
    { what: 'Leave it away: each statement takes the lock it needs.' },
    {
      what: 'Where several locks are wanted in one order, wait for them only briefly, and let nothing slow follow.',
      sql: "SET LOCAL lock_timeout = '5s';",
    },
  ],
}

/** By PostgreSQL's numbers, those that keep others from something. */
const modes: Record<number, { mode: LockMode; stops: string }> = {
  5: { mode: 'SHARE', stops: 'writes' },
  6: { mode: 'SHARE ROW EXCLUSIVE', stops: 'writes' },
  7: { mode: 'EXCLUSIVE', stops: 'writes' },
  8: { mode: 'ACCESS EXCLUSIVE', stops: 'reads and writes' },
}

export const lockTable: Rule = {
  meta,
  nodes: ['LockStmt'],
  check(at) {
    const lock = nodeOf(at.tree, 'LockStmt')
    const mode = modes[lock?.mode ?? 0]
    const targets = (lock?.relations ?? []).flatMap((node) => usedTable(at, nodeOf(node, 'RangeVar')) ?? [])
    if (!mode || targets.length === 0) return []
    const names = inWords(targets.map(({ name }) => name))
    return [
      {
        title: `LOCK TABLE stops ${mode.stops} of ${names} until the transaction ends`,
        reason: `${names} ${targets.length === 1 ? 'is' : 'are'} locked in ${mode.mode} mode through everything that follows in this transaction.`,
        tables: targets.map(({ key }) => key),
        recipe: guard(at),
      },
    ]
  },
}
