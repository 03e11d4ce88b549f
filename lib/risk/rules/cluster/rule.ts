import { nodeOf } from '../../../sql/node-of'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'cluster',
  title: 'CLUSTER writes a table anew while nobody can use it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CLUSTER copies the whole table in the order of an index and builds all of its indexes anew, while nobody can read or write it. It needs the disk space of a second copy. The order is not kept for what is written later.',
  safe: [
    {
      what: 'Do it in a maintenance window, or with an extension that copies beside the writers (pg_repack).',
    },
    { what: 'Often an index that covers the query gives as much: it is built concurrently.' },
  ],
}

export const cluster: Rule = {
  meta,
  nodes: ['ClusterStmt'],
  check(at) {
    const { relation } = nodeOf(at.tree, 'ClusterStmt') ?? {}
    if (!relation) {
      return [
        {
          title: 'CLUSTER writes every clustered table anew while nobody can use it',
          reason:
            'Each table that was clustered before is copied whole, one after the other; nobody reads or writes it meanwhile.',
          tables: [],
          cost: 'rewrite',
          blocks: 'reads and writes',
        },
      ]
    }
    const target = usedTable(at, relation)
    if (!target) return []
    const { key, name } = target
    return [
      {
        title: `CLUSTER writes ${name} anew while nobody can use it`,
        reason: `${name} is copied whole and all of its indexes are built anew; reads and writes wait until the transaction ends.`,
        tables: [key],
      },
    ]
  },
}
