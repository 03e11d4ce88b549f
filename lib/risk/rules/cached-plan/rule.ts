import { typeText } from '../../model/types'
import type { Rule, RuleMeta } from '../../rule'
import { retypedColumns } from '../../tables/retyped-columns'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'cached-plan',
  title: 'A change of type breaks prepared statements that return the column',
  family: 'breaks_app',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'A statement that was prepared before the change and returns the column fails with “cached plan must not change result type”, once on every open connection, also where only the length changed. Inside a transaction the whole transaction is lost. Adding a column does the same to those who prepared SELECT *.',
  safe: [
    {
      what: 'Restart or recycle the connections of the application right after the deploy, or let it try again.',
    },
  ],
}

export const cachedPlan: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    const changed = retypedColumns(at).filter(({ from, to }) => !from || typeText(from) !== typeText(to))
    const [first] = changed
    if (!first) return []
    const { name, key } = first.old
    const columns = inWords(changed.map(({ column }) => column))
    return [
      {
        title: `Prepared statements that return ${columns} of ${name} fail once on each open connection`,
        reason: `“cached plan must not change result type”: what was prepared before expects the old type of ${columns}.`,
        tables: [key],
        command: first.command,
      },
    ]
  },
}
