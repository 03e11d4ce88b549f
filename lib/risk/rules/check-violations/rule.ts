import type { Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { allAddedConstraints } from '../../altering/all-added-constraints'
import { columnsIn } from '../../model/expressions'
import { findConstraint } from '../../model/lookup'
import { askedTable } from '../../probes/asked-table'
import { checkViolationsProbe } from '../../probes/check-violations'
import { expressionText } from '../../probes/expression-text'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { mendedBefore } from '../../tables/mended-before'
import { columnIn, type OldTable, oldTable } from '../../tables/old-table'
import { sqlOf } from '../../words/expressions'

const meta: RuleMeta = {
  id: 'check-violations',
  title: 'A CHECK that old rows may break',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A CHECK is refused at the first old row for which it is false, and with it the whole deploy.',
  safe: [
    { what: 'Look for rows that break it.', sql: 'SELECT count(*) FROM orders WHERE NOT (total >= 0);' },
    { what: 'Mend them in a migration before this one.' },
    {
      what: 'Add it NOT VALID, which already keeps new ones out, and validate it afterwards.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;',
    },
  ],
}

interface Check {
  expression: Node
  /** Null: nobody can write it down. */
  sql: string | null
  command: number
  proofOnly: boolean
}

export const checkViolations: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn', 'AT_AddConstraint', 'AT_ValidateConstraint'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const old = statement?.objtype === 'OBJECT_TABLE' ? oldTable(at, statement.relation) : null
    return old ? [...added(at), ...validated(at, old)].flatMap((check) => judged(at, old, check)) : []
  },
}

function added(at: StatementAt): Check[] {
  return allAddedConstraints(at.commands).flatMap(({ constraint, command, column }): Check[] => {
    const { contype, raw_expr, skip_validation, is_enforced } = constraint
    if (
      contype !== 'CONSTR_CHECK' ||
      !raw_expr ||
      skip_validation ||
      is_enforced === false ||
      column !== null
    )
      return []
    return [{ expression: raw_expr, sql: sqlOf(at.statement, raw_expr), command, proofOnly: false }]
  })
}

function validated(at: StatementAt, old: OldTable): Check[] {
  return at.commands.flatMap(({ subtype, name }, command): Check[] => {
    const constraint = subtype === 'AT_ValidateConstraint' ? findConstraint(old.table, name) : null
    if (constraint?.kind !== 'check' || !constraint.expression || constraint.validated) return []
    const { expression } = constraint
    return [{ expression, sql: expressionText(expression), command, proofOnly: true }]
  })
}

function judged(at: StatementAt, old: OldTable, { expression, sql, command, proofOnly }: Check): Draft[] {
  const columns = columnsIn(expression)
  const olds = columns.filter((name) => columnIn(at, old, name) !== 'fresh')
  if (olds.length === 0 || mendedBefore(at, old.key, columns)) return []
  const shown = sql?.replace(/\s+/g, ' ') ?? 'the CHECK'
  return [
    {
      title: `Fails if a row of ${old.name} breaks ${shown}`,
      reason: `The CHECK is refused at the first row for which it is false, and the deploy stops there.`,
      tables: [old.key],
      command,
      severity: proofOnly ? 'notice' : 'warning',
      probes:
        sql !== null && askable(at, old.key, columns)
          ? [
              checkViolationsProbe(meta.id, askedTable(at.migration.before, old.key), {
                expression: sql,
                columns,
              }),
            ]
          : [],
    },
  ]
}
