import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/names'
import { canWait } from '../../recipes/can-wait'
import { releases } from '../../recipes/releases'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { quoteIdent, relationSql, suffixOf } from '../../words/names'

const meta: RuleMeta = {
  id: 'not-valid-then-validate-together',
  title: 'NOT VALID and VALIDATE CONSTRAINT in one transaction',
  family: 'transaction',
  severity: 'danger',
  lock: 'the one that ADD CONSTRAINT took: ACCESS EXCLUSIVE for a check, SHARE ROW EXCLUSIVE for a foreign key',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'ADD CONSTRAINT … NOT VALID takes a strong lock for a moment; VALIDATE CONSTRAINT reads the table under a weak one. In one transaction the strong lock is kept while the table is read, and nothing is won over adding the constraint at once.',
  safe: [
    {
      what: 'Add the constraint in one migration.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;',
    },
    {
      what: 'Validate it in the next.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;',
    },
  ],
}

export const notValidThenValidateTogether: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint', 'AT_ValidateConstraint'],
  check(at) {
    const relation = nodeOf(at.tree, 'AlterTableStmt')?.relation
    const target = usedTable(at, relation)
    if (!relation || !target) return []
    const { key, name: table } = target
    return at.commands.flatMap(({ subtype, name = '' }, command): Draft[] => {
      if (subtype !== 'AT_ValidateConstraint') return []
      const kind = addedBefore(at, key, name)
      if (kind === null) return []
      const stops = kind === 'foreign' ? 'writes' : 'reads and writes'
      return [
        {
          title: `VALIDATE CONSTRAINT ${name} reads ${table} while ${stops} of it still wait`,
          reason: `The transaction that added ${name} still holds its lock on ${table}, so ${stops} wait until all rows are checked.`,
          tables: [key],
          command,
          blocks: stops,
          cost: 'scan',
          locks: [
            {
              relation: key,
              kind: 'table',
              mode: kind === 'foreign' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
              fresh: false,
            },
          ],
          recipe: validateInNext(at, relationSql(relation), name, key, command),
        },
      ]
    })
  },
}

/** What the same transaction added under that name; null: nothing. */
function addedBefore(at: StatementAt, key: string, name: string): 'foreign' | 'other' | null {
  const earlier = at.migration.walked.filter(
    ({ transaction }) => at.transaction !== null && transaction === at.transaction,
  )
  for (const { tree, commands } of [...earlier, at]) {
    const relation = tree && nodeOf(tree, 'AlterTableStmt')?.relation
    if (!relation || keyOf(at.schema, relation) !== key) continue
    for (const { subtype, def } of commands) {
      const constraint = subtype === 'AT_AddConstraint' && def ? nodeOf(def, 'Constraint') : undefined
      // The parser says what is to be checked at once, not what is not.
      if (!constraint || constraint.conname !== name || constraint.initially_valid) continue
      return constraint.contype === 'CONSTR_FOREIGN' ? 'foreign' : 'other'
    }
  }
  return null
}

function validateInNext(at: StatementAt, table: string, name: string, key: string, command: number): Recipe {
  const sql = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(name)};`
  const alone = at.commands.length === 1
  return {
    id: 'validate-later',
    title: 'Validate in a migration of its own',
    steps: [{ what: 'Check the old rows while reads and writes go on.', sql }],
    rewrite: canWait(at, { names: [name], table: key })
      ? {
          command: alone ? null : command,
          instead: '',
          before: [],
          after: [{ suffix: suffixOf('validate', name), sql, release: releases.next }],
        }
      : null,
  }
}
