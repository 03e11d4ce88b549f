import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { createConcurrently } from '../../recipes/concurrent-index'
import { indexOnPartitions } from '../../recipes/partitions'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'require-concurrent-index-creation',
  title: 'Building an index while nobody can write',
  family: 'blocks',
  severity: 'danger',
  lock: 'SHARE on the table',
  cost: 'index build',
  blocks: 'writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE INDEX reads the whole table under a lock that lets others read and keeps them from writing. Every insert, update and delete waits until the index is built, and what the same transaction does afterwards is added to the wait. CREATE INDEX CONCURRENTLY takes longer, reads the table twice, and stops nobody. It cannot run in a transaction, so it wants a migration of its own. A table that the same migration creates is nobody’s yet: there a plain CREATE INDEX is right.',
  safe: [
    {
      what: 'Give each index a migration of its own.',
      sql: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
    },
    {
      what: 'A build that fails leaves an invalid index behind. Drop it before the next attempt.',
      sql: 'DROP INDEX CONCURRENTLY IF EXISTS orders_user_id_idx;',
    },
  ],
}

export const requireConcurrentIndexCreation: Rule = {
  meta,
  nodes: ['IndexStmt'],
  check(at) {
    const index = nodeOf(at.tree, 'IndexStmt')
    const target = usedTable(at, index?.relation)
    // Nobody writes to a materialized view.
    if (!index || !target || target.view || index.concurrent) return []
    if (!at.facts.work.some(({ cost, fresh }) => cost === 'index build' && !fresh)) return []
    const { key, name, table } = target
    const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
    const held = isHeld(
      heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE'),
      key,
      'ACCESS EXCLUSIVE',
    )
    return [
      {
        title: `CREATE ${kind}${index.idxname ? ` ${index.idxname}` : ''} keeps everybody from writing to ${name} while it is built`,
        reason: held
          ? `An earlier statement of the same transaction has locked ${name} for reads too, so nobody can use it at all until the index is built and the transaction ends.`
          : `Every insert, update and delete of ${name}${table?.kind === 'partitioned' ? ' and its partitions' : ''} waits until the index is built and the transaction ends; reads go on.`,
        tables: [key],
        ...(held ? { blocks: 'reads and writes' as const } : {}),
        recipe:
          table?.kind === 'partitioned' ? indexOnPartitions(at, index, table) : createConcurrently(at, index),
      },
    ]
  },
}
