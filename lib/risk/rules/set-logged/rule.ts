import { nodeOf } from '../../../sql/node-of'
import type { Draft, Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'set-logged',
  title: 'SET LOGGED or UNLOGGED writes a table anew while nobody can use it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'SET LOGGED and SET UNLOGGED copy the whole table, and write it to the log, while nobody can read or write it. An unlogged table is emptied when the server crashes, and replicas do not have it at all.',
  safe: [
    { what: 'Make a new table of the wanted kind, copy in batches, and exchange the two by renaming.' },
    { what: 'Or do it in a maintenance window.' },
  ],
}

export const setLogged: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_SetLogged', 'AT_SetUnLogged'],
  check(at) {
    const target = usedTable(at, nodeOf(at.tree, 'AlterTableStmt')?.relation)
    if (!target || target.view) return []
    const { key, name, table } = target
    return at.commands.flatMap(({ subtype }, command): Draft[] => {
      const unlogged = subtype === 'AT_SetUnLogged'
      if (!unlogged && subtype !== 'AT_SetLogged') return []
      // It is already; a table that is only mentioned may be anything.
      if (table?.complete && table.unlogged === unlogged) return []
      const word = unlogged ? 'UNLOGGED' : 'LOGGED'
      return [
        {
          title: `SET ${word} writes ${name} anew while nobody can use it`,
          reason: `${name} is copied whole; reads and writes wait until the transaction ends.${unlogged ? ' From then on a crash of the server empties it, and replicas do not have it.' : ''}`,
          tables: [key],
          command,
          dataLoss: unlogged ? 'possible' : 'none',
        },
      ]
    })
  },
}
