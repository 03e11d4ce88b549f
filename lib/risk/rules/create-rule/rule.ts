import { nodeOf } from '../../../sql/node-of'
import { texts } from '../../model/names'
import { guard } from '../../recipes/guard'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'create-rule',
  title: 'Creating or dropping a rewrite rule of a table in use',
  family: 'blocks',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE RULE and DROP RULE are quick, but want the table for itself: they wait for every query that uses it, and everybody queues behind them meanwhile and until the transaction ends. From then on PostgreSQL rewrites each such statement on the table, in ways that surprise: a value may be computed twice, and a count of rows may come out as none. A trigger mostly does the same more plainly.',
  safe: [
    { what: 'Prefer a trigger, whose lock lets others read.' },
    { what: 'Wait for the lock only briefly, and try again.', sql: "SET LOCAL lock_timeout = '5s';" },
  ],
}

export const createRule: Rule = {
  meta,
  nodes: ['RuleStmt', 'DropStmt'],
  check(at) {
    const { verb, rule, target } = ruleOf(at)
    if (!target || target.view) return []
    if (verb === 'DROP' && target.table?.complete && !target.table.rules.has(rule)) return []
    return [
      {
        title: `${verb} RULE ${rule} stops reads and writes of ${target.name} for a moment`,
        reason: `It waits until nobody uses ${target.name}, and everybody queues behind it until the transaction ends.`,
        tables: [target.key],
        recipe: guard(at),
      },
    ]
  },
}

function ruleOf(at: StatementAt) {
  const created = nodeOf(at.tree, 'RuleStmt')
  if (created) {
    return { verb: 'CREATE', rule: created.rulename ?? '', target: usedTable(at, created.relation) }
  }
  const drop = nodeOf(at.tree, 'DropStmt')
  const [object] = drop?.removeType === 'OBJECT_RULE' ? (drop.objects ?? []) : []
  const names = texts(object ? nodeOf(object, 'List')?.items : [])
  return { verb: 'DROP', rule: names.at(-1) ?? '', target: object ? usedTable(at, names.slice(0, -1)) : null }
}
