import type { VacuumStmt } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'vacuum-full',
  title: 'VACUUM FULL writes a table anew while nobody can use it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'VACUUM FULL copies the whole table and builds all of its indexes anew, while nobody can read or write it. It needs the disk space of a second copy. A plain VACUUM makes the room of deleted rows usable again and stops nobody.',
  safe: [
    { what: 'Let the room be used again, without giving it back to the disk.', sql: 'VACUUM orders;' },
    {
      what: 'To give it back: in a maintenance window, or with an extension that copies beside the writers (pg_repack).',
    },
  ],
}

export const vacuumFull: Rule = {
  meta,
  nodes: ['VacuumStmt'],
  check(at) {
    const vacuum = nodeOf(at.tree, 'VacuumStmt')
    if (!vacuum || !isFull(vacuum)) return []
    const relations = (vacuum.rels ?? []).map((node) => nodeOf(node, 'VacuumRelation')?.relation)
    const targets = relations.flatMap((relation) => usedTable(at, relation) ?? [])
    if (relations.length > 0 && targets.length === 0) return []
    const names = inWords(targets.map(({ name }) => name)) || 'every table of the database'
    return [
      {
        title: `VACUUM FULL writes ${names} anew while nobody can use it`,
        reason: `The whole table is copied and all of its indexes are built anew; reads and writes of it wait until that is done.`,
        tables: targets.map(({ key }) => key),
        cost: 'rewrite',
        blocks: 'reads and writes',
      },
    ]
  },
}

function isFull({ options }: VacuumStmt): boolean {
  return (options ?? []).some((node) => {
    const option = nodeOf(node, 'DefElem')
    if (option?.defname !== 'full') return false
    const { arg } = option
    if (!arg) return true
    const word = nodeOf(arg, 'String')?.sval ?? nodeOf(arg, 'Boolean')?.boolval
    return !(word === false || /^(false|off|0|no)$/i.test(String(word)) || nodeOf(arg, 'Integer')?.ival === 0)
  })
}
