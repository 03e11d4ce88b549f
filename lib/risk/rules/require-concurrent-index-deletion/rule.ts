import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { findIndex } from '../../model/lookup'
import { partsOf } from '../../model/names'
import { dropConcurrently } from '../../recipes/concurrent-index'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'require-concurrent-index-deletion',
  title: 'Dropping an index under a lock that stops everybody',
  family: 'blocks',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the table of the index',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'DROP INDEX itself is quick, but it wants the table for itself: it waits for every query that uses the table, everybody else queues behind it meanwhile, and the lock stays until the transaction ends. DROP INDEX CONCURRENTLY waits without stopping anybody. It cannot run in a transaction, so it wants a migration of its own. The index of a constraint goes with its constraint, and that of a partitioned table has no concurrent way.',
  safe: [
    {
      what: 'Give each index a migration of its own.',
      sql: 'DROP INDEX CONCURRENTLY orders_user_id_idx;',
    },
  ],
}

interface Dropped {
  /** As it is written. */
  name: string
  /** `schema.name`; null: not known. */
  table: string | null
  partitioned: boolean
}

export const requireConcurrentIndexDeletion: Rule = {
  meta,
  nodes: ['DropStmt'],
  check(at) {
    const drop = nodeOf(at.tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_INDEX' || drop.concurrent) return []
    const dropped = (drop.objects ?? []).flatMap(
      (node) => droppedIndex(partsOf(nodeOf(node, 'List')?.items ?? []), at) ?? [],
    )
    if (dropped.length === 0) return []
    const tables = [...new Set(dropped.flatMap(({ table }) => table ?? []))]
    const names = inWords(dropped.map(({ name }) => name))
    const shownTables = inWords(tables.map(shown)) || 'the table of the index'
    const partitioned = dropped.some((each) => each.partitioned)
    return [
      {
        title: `DROP INDEX ${names} stops reads and writes of ${shownTables}`,
        reason: `It waits until nobody uses ${shownTables}, everybody else queues behind it, and the lock stays until the transaction ends.${partitioned ? ' For the index of a partitioned table there is no concurrent way.' : ''}`,
        tables,
        recipe: partitioned ? null : dropConcurrently(at, drop),
      },
    ]
  },
}

/** Null: nobody waits for it, or PostgreSQL refuses to drop it. */
function droppedIndex(
  { schema, name }: { schema: string | null; name: string },
  at: StatementAt,
): Dropped | null {
  const found = findIndex(at.schema, schema === null ? name : `${schema}.${name}`)
  if (!found) return at.schema.complete ? null : { name, table: null, partitioned: false }
  const { table, view, index } = found
  if (at.isFresh(table ?? view) || at.isFresh(index) || index.constraint !== null) return null
  const { key } = table ?? view
  const held = heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE')
  return isHeld(held, key, 'ACCESS EXCLUSIVE')
    ? null
    : { name, table: key, partitioned: table?.kind === 'partitioned' }
}
