import { nodeOf } from '../../../sql/node-of'
import { findIndex, findTable } from '../../model/lookup'
import { keyOf, partsOf } from '../../model/names'
import { indexOnPartitions } from '../../recipes/partitions'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'concurrent-on-partitioned-parent',
  title: 'CONCURRENTLY on the index of a partitioned table',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL neither builds nor drops the index of a partitioned table concurrently: the statement fails, whatever the table holds. An index that stops nobody is built partition by partition: an empty one on the parent ALONE (CREATE INDEX … ON ONLY), one by CONCURRENTLY on each partition, and each of these attached to the parent’s, which becomes valid with the last.',
  safe: [
    {
      what: 'An index on the parent that no partition has yet.',
      sql: 'CREATE INDEX events_at_idx ON ONLY events (at);',
    },
    {
      what: 'For each partition, in a migration of its own.',
      sql: 'CREATE INDEX CONCURRENTLY events_2026_at_idx ON events_2026 (at);',
    },
    {
      what: 'Then attach each of them.',
      sql: 'ALTER INDEX events_at_idx ATTACH PARTITION events_2026_at_idx;',
    },
  ],
}

export const concurrentOnPartitionedParent: Rule = {
  meta,
  nodes: ['IndexStmt', 'DropStmt'],
  check: (at) => [...creation(at), ...deletion(at)],
}

function creation(at: StatementAt): Draft[] {
  const index = nodeOf(at.tree, 'IndexStmt')
  const table = findTable(at.schema, index?.relation)
  if (!index?.concurrent || table?.kind !== 'partitioned') return []
  const name = shown(table.key)
  return [
    {
      title: `CREATE INDEX CONCURRENTLY fails: ${name} is partitioned`,
      reason: `PostgreSQL builds an index concurrently on each partition of ${name}, but not on ${name} itself.`,
      tables: [keyOf(at.schema, index.relation ?? {})],
      recipe: indexOnPartitions(at, index, table),
    },
  ]
}

function deletion(at: StatementAt): Draft[] {
  const drop = nodeOf(at.tree, 'DropStmt')
  if (drop?.removeType !== 'OBJECT_INDEX' || !drop.concurrent) return []
  return (drop.objects ?? []).flatMap((node) => {
    const { schema, name } = partsOf(nodeOf(node, 'List')?.items ?? [])
    const table = findIndex(at.schema, schema === null ? name : `${schema}.${name}`)?.table
    if (table?.kind !== 'partitioned') return []
    return [
      {
        title: `DROP INDEX CONCURRENTLY ${name} fails: ${shown(table.key)} is partitioned`,
        reason: `PostgreSQL drops the index of a partitioned table with those of all its partitions at once, and only without CONCURRENTLY.`,
        tables: [table.key],
      },
    ]
  })
}
