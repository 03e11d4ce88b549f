import type { Severity } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/names'
import { guard } from '../../recipes/guard'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'row-level-security',
  title: 'Switching row level security of a table in use',
  family: 'breaks_app',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'With row level security and no policy that says otherwise, everybody but the owner sees an empty table and writes nothing; FORCE includes the owner, which is mostly the role an application connects as. Switched off, everybody who may read the table sees all of its rows. Each of these is quick, but wants the table for itself until the transaction ends.',
  safe: [
    {
      what: 'Create the policies first: they mean nothing until row level security is on.',
      sql: "CREATE POLICY own_rows ON orders USING (owner_id = current_setting('app.user_id')::int);",
    },
    { what: 'Then switch it on.', sql: 'ALTER TABLE orders ENABLE ROW LEVEL SECURITY;' },
  ],
}

export const rowLevelSecurity: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_DisableRowSecurity', 'AT_EnableRowSecurity', 'AT_ForceRowSecurity', 'AT_NoForceRowSecurity'],
  check(at) {
    const target = usedTable(at, nodeOf(at.tree, 'AlterTableStmt')?.relation)
    if (!target || target.view) return []
    const { key, name, table } = target
    const policies = (table?.policies.size ?? 0) > 0 || createsPolicy(key, at)
    return at.commands.flatMap(({ subtype = '' }, command): Draft[] => {
      const draft = (title: string, reason: string, severity: Severity): Draft[] => [
        {
          title,
          reason,
          severity,
          breaksApp: severity === 'warning',
          tables: [key],
          command,
          recipe: guard(at),
        },
      ]
      const wait = `It waits until nobody uses ${name}, and everybody queues behind it until the transaction ends.`
      const hides = policies ? 'all rows that no policy shows' : `all rows of ${name}, since it has no policy`
      switch (subtype) {
        case 'AT_EnableRowSecurity':
          if (table?.rowSecurity) return []
          return draft(
            `ENABLE ROW LEVEL SECURITY hides rows of ${name} from everybody but its owner`,
            `From the commit on, other roles do not see ${hides}. ${wait}`,
            'warning',
          )
        case 'AT_ForceRowSecurity':
          return draft(
            `FORCE ROW LEVEL SECURITY hides rows of ${name} from its owner too`,
            `From the commit on, the owner, which is mostly the role the application connects as, does not see ${hides}. ${wait}`,
            'warning',
          )
        case 'AT_DisableRowSecurity':
          return draft(
            `DISABLE ROW LEVEL SECURITY shows all rows of ${name}`,
            `From the commit on, everybody who may read ${name} sees every row. ${wait}`,
            'warning',
          )
        case 'AT_NoForceRowSecurity':
          return draft(`NO FORCE ROW LEVEL SECURITY shows the owner of ${name} all rows`, wait, 'notice')
        default:
          return []
      }
    })
  },
}

function createsPolicy(key: string, { migration, schema }: StatementAt): boolean {
  return migration.statements.some(({ tree }) => {
    const table = tree && nodeOf(tree, 'CreatePolicyStmt')?.table
    return table ? keyOf(schema, table) === key : false
  })
}
