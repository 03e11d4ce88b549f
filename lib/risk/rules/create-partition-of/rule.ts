import { nodeOf } from '../../../sql/node-of'
import { defaultPartitionOf } from '../../facts/alter-table/partitions'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { createThenAttach } from '../../recipes/partitions'
import type { Rule, RuleMeta } from '../../rule'
import { usedKey, usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'create-partition-of',
  title: 'CREATE TABLE … PARTITION OF stops everybody on the parent',
  family: 'blocks',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the parent and on the default partition',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE TABLE … PARTITION OF wants the parent for itself: it waits for every query of it, everybody queues behind meanwhile, and the lock stays until the transaction ends. Where there is a default partition, every row of it is read meanwhile, to see that none belongs into the new one. A table that is made apart and then attached lets others go on using the parent.',
  safe: [
    {
      what: 'Make a table like the parent.',
      sql: 'CREATE TABLE events_2026 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION);',
    },
    {
      what: 'Attach it: others go on reading and writing the parent.',
      sql: 'ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);',
    },
  ],
}

export const createPartitionOf: Rule = {
  meta,
  nodes: ['CreateStmt'],
  check(at) {
    const create = nodeOf(at.tree, 'CreateStmt')
    const [first] = create?.inhRelations ?? []
    const parent = usedTable(at, first && nodeOf(first, 'RangeVar'))
    if (!create?.partbound || !parent || at.facts.locks.length === 0) return []
    const { key, name } = parent
    const standard = create.partbound.is_default ? null : defaultPartitionOf(at.schema, key)
    const used = standard === null ? null : usedKey(at, standard)
    const held = heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE')
    if (!used && isHeld(held, key, 'ACCESS EXCLUSIVE')) return []
    return [
      {
        title: used
          ? `CREATE TABLE … PARTITION OF ${name} reads ${used.name} while nobody can use ${name}`
          : `CREATE TABLE … PARTITION OF ${name} stops reads and writes of ${name}`,
        reason: used
          ? `Every row of the default partition ${used.name} is checked not to belong into the new one; ${name} and all queries of it wait until the transaction ends.`
          : `It waits until nobody uses ${name}, everybody queues behind it, and the lock stays until the transaction ends.`,
        tables: used ? [key, used.key] : [key],
        severity: used ? 'danger' : 'warning',
        recipe: createThenAttach(at, create, parent),
      },
    ]
  },
}
