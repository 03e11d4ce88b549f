import { type AddedConstraint, addedConstraints, namedAdd } from '../../altering/added-constraints'
import { does } from '../../altering/commands-at'
import { keyOf } from '../../model/lookup'
import { canWait } from '../../recipes/can-wait'
import { validateLater } from '../../recipes/validate-later'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'adding-foreign-key-constraint',
  title: 'Adding a foreign key that is proved at once',
  family: 'blocks',
  severity: 'warning',
  lock: 'SHARE ROW EXCLUSIVE on both tables',
  cost: 'scan',
  blocks: 'writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL looks up every row of the table in the referenced one, and nobody can write either of them until it is through. Added NOT VALID it holds for new rows at once, and VALIDATE CONSTRAINT proves it for the old ones while reads and writes go on.',
  safe: [
    {
      what: 'Add it NOT VALID.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    },
    {
      what: 'In a migration of its own, validate it.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;',
    },
  ],
}

export const addingForeignKeyConstraint: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint'],
  check(at) {
    // A new table has no rows to look up: the old one that it refers to is locked for a moment only.
    return addedConstraints(at, 'CONSTR_FOREIGN')
      .filter((added) => does(added, 'scan') && !at.isFresh(added.table))
      .map((added) => {
        const parent = added.constraint.pktable ? keyOf(at.schema, added.constraint.pktable) : added.key
        const both =
          parent === added.key
            ? added.shown
            : `${added.shown}${added.effect.locks.some((lock) => lock.relation === parent && !lock.fresh) ? ` or ${shown(parent)}` : ''}`
        return {
          command: added.index,
          tables: [...new Set([added.key, parent])],
          title: `Adding ${added.constraintName} looks up every row of ${added.shown} while nobody can write ${both}`,
          reason: `PostgreSQL proves at once that each row of ${added.shown} has its row in ${shown(parent)}. Reads go on; writes wait until it is through.`,
          recipe: recipeFor(at, added),
        }
      })
  },
}

function recipeFor(at: StatementAt, added: AddedConstraint) {
  const add = namedAdd(added)
  const partitioned = added.table?.kind === 'partitioned' && at.migration.postgres < 18
  if (add === null || partitioned) return null
  const { constraintName: constraint, key, sql, index } = added
  const waits = canWait(at, { names: [constraint], table: key })
  return validateLater({
    table: sql,
    constraint,
    add: `${add} NOT VALID`,
    command: waits ? index : null,
    what: 'foreign key',
  })
}
