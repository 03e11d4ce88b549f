import { nodeOf } from '../../../sql/node-of'
import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'ban-drop-database',
  title: 'Dropping a database',
  family: 'loses_data',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'Everything in the database is gone, outside any transaction. Nothing takes it back but a backup of the whole.',
  safe: [
    {
      what: 'Drop a database by hand, after a backup was restored somewhere to prove it; never from a migration.',
    },
  ],
}

export const banDropDatabase: Rule = {
  meta,
  nodes: ['DropdbStmt'],
  check(at) {
    const { dbname = '' } = nodeOf(at.tree, 'DropdbStmt') ?? {}
    return [
      {
        title: `Drops the database ${dbname}`,
        reason: `Everything in ${dbname} is gone at once, and no transaction holds it back. A migration is no place for it.`,
        tables: [],
      },
    ]
  },
}
