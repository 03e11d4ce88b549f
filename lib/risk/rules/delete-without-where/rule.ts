import { nodeOf } from '../../../sql/node-of'
import { foreignKeysTo } from '../../model/lookup'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import type { Rule, RuleMeta } from '../../rule'
import { askable } from '../../tables/askable'
import { oldTable } from '../../tables/old-table'
import { isAlwaysTrue } from '../../words/always-true'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'delete-without-where',
  title: 'Deleting every row',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ROW EXCLUSIVE on the table, and each row of it',
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'certain',
  breaksApp: false,
  versions: null,
  why: 'A DELETE without a condition deletes every row, and whatever foreign keys with ON DELETE CASCADE hang on them. A forgotten WHERE looks just like it.',
  safe: [
    {
      what: 'Say which rows, and delete them in batches.',
      sql: 'DELETE FROM sessions WHERE expires_at < now();',
    },
  ],
}

export const deleteWithoutWhere: Rule = {
  meta,
  nodes: ['DeleteStmt'],
  check(at) {
    const { relation, whereClause, usingClause } = nodeOf(at.tree, 'DeleteStmt') ?? {}
    const old = oldTable(at, relation)
    if (!old || (usingClause ?? []).length > 0 || !isAlwaysTrue(whereClause)) return []
    const along = foreignKeysTo(at.schema, old.key)
      .filter(
        ({ table, constraint }) => table.key !== old.key && constraint.references?.onDelete === 'cascade',
      )
      .map(({ table }) => shown(table.key))
    const more =
      along.length > 0 ? ` So are the rows of ${inWords([...new Set(along)])} that point at them.` : ''
    return [
      {
        title: `Deletes all rows of ${old.name}`,
        reason: `There is no condition: whatever ${old.name} holds is gone once this commits.${more}`,
        tables: [old.key],
        probes: askable(at, old.key, [])
          ? [rowsProbe(meta.id, askedTable(at.migration.before, old.key), 'loses')]
          : [],
      },
    ]
  },
}
