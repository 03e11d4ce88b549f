import { nodeOf } from '../../../sql/node-of'
import type { Draft, Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'set-access-method',
  title: 'SET ACCESS METHOD writes a table anew while nobody can use it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: { from: 15 },
  why: 'SET ACCESS METHOD copies the whole table into another way of storing it and builds all of its indexes anew, while nobody can read or write it.',
  safe: [
    { what: 'Make a new table with the other method, copy in batches, and exchange the two by renaming.' },
    { what: 'Or do it in a maintenance window.' },
  ],
}

export const setAccessMethod: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_SetAccessMethod'],
  check(at) {
    const target = usedTable(at, nodeOf(at.tree, 'AlterTableStmt')?.relation)
    if (!target || target.table?.kind === 'partitioned') return []
    const { key, name } = target
    return at.commands.flatMap(({ subtype, name: method }, command): Draft[] => {
      // Without a name it is the default's.
      if (subtype !== 'AT_SetAccessMethod' || isHeap(method)) return []
      return [
        {
          title: `SET ACCESS METHOD${method ? ` ${method}` : ''} writes ${name} anew while nobody can use it`,
          reason: `${name} is copied whole and its indexes are built anew; reads and writes wait until the transaction ends.`,
          tables: [key],
          command,
        },
      ]
    })
  },
}

/** What tables are made of anyway: then nothing is written. */
function isHeap(method: string | undefined): boolean {
  return method === 'heap'
}
