import { nodeOf } from '../../../sql/node-of'
import { findIndex } from '../../model/lookup'
import { partsOf } from '../../model/names'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { usedKey, usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'set-tablespace',
  title: 'SET TABLESPACE copies a table while nobody can use it',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table, or on the index that moves',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'SET TABLESPACE copies every block of the table (or index) to another place while nobody can read or write it. An index can be rebuilt in the other tablespace beside those who use it, by REINDEX (CONCURRENTLY, TABLESPACE …); a table cannot.',
  safe: [
    {
      what: 'An index: rebuild it there, in a migration of its own.',
      sql: 'REINDEX (CONCURRENTLY, TABLESPACE fast) INDEX orders_user_id_idx;',
    },
    {
      what: 'A table: in a maintenance window, or with an extension that copies beside the writers (pg_repack).',
    },
  ],
}

export const setTablespace: Rule = {
  meta,
  nodes: ['AlterTableStmt', 'AlterTableMoveAllStmt'],
  commands: ['AT_SetTableSpace'],
  check(at) {
    const all = nodeOf(at.tree, 'AlterTableMoveAllStmt')
    if (all) {
      return [
        {
          title: `Everything in the tablespace ${all.orig_tablespacename} is copied while nobody can use it`,
          reason:
            'All of these tables or indexes are locked first; nobody reads or writes any of them until the transaction ends.',
          tables: [],
          cost: 'rewrite',
          blocks: 'reads and writes',
        },
      ]
    }
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const what = statement?.objtype === 'OBJECT_INDEX' ? ofIndex(at) : usedTable(at, statement?.relation)
    // The head of partitioned tables holds no rows: only those made later are elsewhere.
    if (!what || what.table?.kind === 'partitioned') return []
    return at.commands.flatMap(({ subtype, name: tablespace }, command): Draft[] => {
      if (subtype !== 'AT_SetTableSpace') return []
      return [
        {
          title: `SET TABLESPACE ${tablespace} copies ${what.name} while nobody can use it`,
          reason: `Every block of ${what.name} is copied; whoever needs it waits until the transaction ends.`,
          tables: what.key === '' ? [] : [what.key],
          command,
          cost: 'rewrite',
        },
      ]
    })
  },
}

function ofIndex(at: StatementAt) {
  const relation = nodeOf(at.tree, 'AlterTableStmt')?.relation
  if (!relation) return null
  const { schema, name } = partsOf(relation)
  const found = findIndex(at.schema, schema === null ? name : `${schema}.${name}`)
  if (!found) return at.schema.complete ? null : { key: '', name, table: null }
  const used = usedKey(at, (found.table ?? found.view).key)
  return used && { ...used, name: `the index ${name} of ${used.name}` }
}
