import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { guard } from '../../recipes/guard'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'create-trigger',
  title: 'Adding a trigger to a table in use',
  family: 'blocks',
  severity: 'notice',
  lock: 'SHARE ROW EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE TRIGGER is quick, but waits until nobody writes to the table any more, and every writer queues behind it meanwhile and until the transaction ends. From then on, the function runs with each write.',
  safe: [
    { what: 'Wait for the lock only briefly, and try again.', sql: "SET LOCAL lock_timeout = '5s';" },
    { what: 'Do nothing slow in the same transaction.' },
  ],
}

export const createTrigger: Rule = {
  meta,
  nodes: ['CreateTrigStmt'],
  check(at) {
    const trigger = nodeOf(at.tree, 'CreateTrigStmt')
    const target = usedTable(at, trigger?.relation)
    // INSTEAD OF triggers are of views, which nobody writes to by themselves.
    if (!trigger || !target || target.view) return []
    const { key, name } = target
    const held = heldLocks(at.migration.walked, at.transaction, 'SHARE ROW EXCLUSIVE')
    if (isHeld(held, key, 'SHARE ROW EXCLUSIVE')) return []
    return [
      {
        title: `CREATE TRIGGER ${trigger.trigname} makes every write to ${name} wait for a moment`,
        reason: `It waits until nobody writes to ${name}, and writers queue behind it until the transaction ends.`,
        tables: [key],
        recipe: guard(at),
      },
    ]
  },
}
