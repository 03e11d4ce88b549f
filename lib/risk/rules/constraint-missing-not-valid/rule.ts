import { type AddedConstraint, addedConstraints, namedAdd } from '../../altering/added-constraints'
import { does } from '../../altering/commands-at'
import { canWait } from '../../recipes/can-wait'
import { validateLater } from '../../recipes/validate-later'
import type { Rule, RuleMeta, StatementAt } from '../../rule'

const meta: RuleMeta = {
  id: 'constraint-missing-not-valid',
  title: 'Adding a CHECK that is proved at once',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL reads the whole table to prove the CHECK for the rows that are there, while nobody can read or write it. Added NOT VALID it holds for new rows at once, and VALIDATE CONSTRAINT proves it for the old ones while reads and writes go on.',
  safe: [
    {
      what: 'Add it NOT VALID.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;',
    },
    {
      what: 'In a migration of its own, validate it.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;',
    },
  ],
}

export const constraintMissingNotValid: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint'],
  check(at) {
    return addedConstraints(at, 'CONSTR_CHECK')
      .filter((added) => does(added, 'scan'))
      .map((added) => ({
        command: added.index,
        tables: [added.key],
        title: `Adding the check ${added.constraintName} reads all of ${added.shown} while nobody can read or write it`,
        reason: `PostgreSQL proves the check for each row that ${added.shown} holds, and holds everybody up until it is through.`,
        recipe: recipeFor(at, added),
      }))
  },
}

function recipeFor(at: StatementAt, added: AddedConstraint) {
  const add = namedAdd(added)
  if (add === null) return null
  const { constraintName: constraint, key, sql, index } = added
  const waits = canWait(at, { names: [constraint], table: key })
  return validateLater({
    table: sql,
    constraint,
    add: `${add} NOT VALID`,
    command: waits ? index : null,
    what: 'check',
  })
}
