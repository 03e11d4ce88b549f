import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { defaultPartitionOf } from '../../facts/alter-table/partitions'
import { keyOf } from '../../model/names'
import type { Draft, Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { relationSql, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'detach-partition',
  title: 'DETACH PARTITION stops everybody on the parent',
  family: 'blocks',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the parent and the partition',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: { from: 14 },
  why: 'DETACH PARTITION wants the parent for itself: it waits for every query of it, everybody queues behind meanwhile, and the lock stays until the transaction ends. DETACH PARTITION … CONCURRENTLY waits without stopping anybody. It cannot run in a transaction, nor where there is a default partition, and leaves a CHECK on the detached table that says what its bounds were.',
  safe: [
    {
      what: 'In a migration of its own.',
      sql: 'ALTER TABLE events DETACH PARTITION events_2019 CONCURRENTLY;',
    },
  ],
}

export const detachPartition: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_DetachPartition'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const parent = usedTable(at, statement?.relation)
    if (!statement?.relation || !parent || statement.objtype !== 'OBJECT_TABLE') return []
    const { relation } = statement
    return at.commands.flatMap(({ subtype, def }, command): Draft[] => {
      const cmd = subtype === 'AT_DetachPartition' && def ? nodeOf(def, 'PartitionCmd') : undefined
      if (!cmd?.name || cmd.concurrent || at.isFresh(at.schema.tables.get(keyOf(at.schema, cmd.name))))
        return []
      const key = keyOf(at.schema, cmd.name)
      const standard = defaultPartitionOf(at.schema, parent.key)
      return [
        {
          title: `DETACH PARTITION ${shown(key)} stops reads and writes of ${parent.name}`,
          reason: `It waits until nobody uses ${parent.name}, everybody queues behind it, and the lock stays until the transaction ends.${standard ? ` Beside the default partition ${shown(standard)} it has no concurrent way.` : ''}`,
          tables: [parent.key, key],
          command,
          recipe: standard ? null : concurrently(relationSql(relation), relationSql(cmd.name)),
        },
      ]
    })
  },
}

function concurrently(parent: string, partition: string): Recipe {
  return {
    id: 'concurrent-detach',
    title: 'Detach without stopping anybody',
    steps: [
      {
        what: 'A migration of its own, with nothing else in it.',
        sql: `ALTER TABLE ${parent} DETACH PARTITION ${partition} CONCURRENTLY;`,
      },
      { what: 'It leaves a CHECK on the table that says what its bounds were: drop it if it is not wanted.' },
    ],
    // The CHECK that it leaves makes it another schema.
    rewrite: null,
  }
}
