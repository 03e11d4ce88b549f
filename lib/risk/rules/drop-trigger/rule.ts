import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { texts } from '../../model/names'
import { guard } from '../../recipes/guard'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'drop-trigger',
  title: 'Dropping a trigger of a table in use',
  family: 'blocks',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'DROP TRIGGER is quick, but it wants the table for itself: it waits for every query that uses it, and everybody queues behind it meanwhile and until the transaction ends. What the trigger kept up to date is kept up to date by nobody afterwards.',
  safe: [
    { what: 'Wait for the lock only briefly, and try again.', sql: "SET LOCAL lock_timeout = '5s';" },
    {
      what: 'CREATE OR REPLACE TRIGGER changes a trigger without dropping it, and lets others read meanwhile.',
      sql: 'CREATE OR REPLACE TRIGGER orders_touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();',
    },
  ],
}

export const dropTrigger: Rule = {
  meta,
  nodes: ['DropStmt'],
  check(at) {
    const drop = nodeOf(at.tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_TRIGGER') return []
    const [object] = drop.objects ?? []
    const names = texts(object ? nodeOf(object, 'List')?.items : [])
    const trigger = names.at(-1) ?? ''
    const target = usedTable(at, names.slice(0, -1))
    if (!target || target.view) return []
    const known = target.table?.triggers.get(trigger)
    const isNotThere = target.table?.complete === true && !known
    if (isNotThere || at.isFresh(known)) return []
    const { key, name } = target
    if (isHeld(heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE'), key, 'ACCESS EXCLUSIVE')) {
      return []
    }
    return [
      {
        title: `DROP TRIGGER ${trigger} stops reads and writes of ${name} for a moment`,
        reason: `It waits until nobody uses ${name}, and everybody queues behind it until the transaction ends.`,
        tables: [key],
        recipe: guard(at),
      },
    ]
  },
}
