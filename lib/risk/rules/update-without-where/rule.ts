import { nodeOf } from '../../../sql/node-of'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import type { Rule, RuleMeta } from '../../rule'
import { askable } from '../../tables/askable'
import { columnIn, oldTable } from '../../tables/old-table'
import { isAlwaysTrue } from '../../words/always-true'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'update-without-where',
  title: 'Overwriting a column in every row',
  family: 'loses_data',
  severity: 'warning',
  lock: 'ROW EXCLUSIVE on the table, and each row of it until the transaction ends',
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'possible',
  breaksApp: false,
  versions: null,
  why: 'An UPDATE without a condition overwrites what every row held, and nobody else can change any of these rows until the transaction ends. A forgotten WHERE looks just like it. Filling a column that the same migration added is not meant here.',
  safe: [
    {
      what: 'Say which rows, and update them in batches.',
      sql: "UPDATE orders SET state = 'open' WHERE state IS NULL;",
    },
  ],
}

export const updateWithoutWhere: Rule = {
  meta,
  nodes: ['UpdateStmt'],
  check(at) {
    const { relation, whereClause, fromClause, targetList } = nodeOf(at.tree, 'UpdateStmt') ?? {}
    const old = oldTable(at, relation)
    if (!old || (fromClause ?? []).length > 0 || !isAlwaysTrue(whereClause)) return []
    const set = (targetList ?? []).flatMap((target) => nodeOf(target, 'ResTarget')?.name ?? [])
    const columns = set.filter((name) => columnIn(at, old, name) !== 'fresh')
    if (columns.length === 0) return []
    return [
      {
        title: `Overwrites ${inWords(columns)} in every row of ${old.name}`,
        reason: `There is no condition: what ${inWords(columns)} held before is gone, and no row of ${old.name} can be changed by others until this commits.`,
        tables: [old.key],
        probes: askable(at, old.key, [])
          ? [rowsProbe(meta.id, askedTable(at.migration.before, old.key), 'touches')]
          : [],
      },
    ]
  },
}
