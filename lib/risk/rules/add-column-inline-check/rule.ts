import type { Constraint } from 'libpg-query'
import { type AddedColumn, addedColumns, reasonToRewrite } from '../../altering/added-columns'
import { constraintNameOf } from '../../altering/added-constraints'
import { addWithout, columnText, withoutName } from '../../altering/column-text'
import { does } from '../../altering/commands-at'
import { validateLater } from '../../recipes/validate-later'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'add-column-inline-check',
  title: 'Adding a column with a CHECK',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL reads the whole table to prove the CHECK for the rows that are there, even where the new column is NULL in all of them, while nobody can read or write it.',
  safe: [
    {
      what: 'Add the column, and the check NOT VALID.',
      sql: 'ALTER TABLE orders ADD COLUMN discount integer, ADD CONSTRAINT orders_discount_check CHECK (discount >= 0) NOT VALID;',
    },
    {
      what: 'In a migration of its own, validate it while reads and writes go on.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_check;',
    },
  ],
}

export const addColumnInlineCheck: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at).flatMap((added) => {
      // A table that is written anew is read for that anyway: another rule tells of it.
      if (!does(added, 'scan') || reasonToRewrite(added, at.schema)) return []
      const check = added.constraints.find(
        ({ contype, is_enforced }) => contype === 'CONSTR_CHECK' && is_enforced !== false,
      )
      if (!check || check.skip_validation) return []
      const { column, shown } = added
      return [
        {
          command: added.index,
          tables: [added.key],
          title: `The CHECK on the new column ${column} reads all of ${shown} while nobody can read or write it`,
          reason: `PostgreSQL proves the CHECK for each row that ${shown} holds, though ${column} is the same in all of them. Added NOT VALID by itself, it costs nothing.`,
          cost: 'scan',
          recipe: recipeFor(at, added, check),
        },
      ]
    })
  },
}

function recipeFor(at: StatementAt, added: AddedColumn, check: Constraint) {
  const written = columnText(at, added)
  const text = written?.constraints.find(({ constraint }) => constraint === check)?.text
  if (!written || !text) return null
  const name = constraintNameOf(at.schema, added, check, [added.column])
  return validateLater({
    table: added.sql,
    constraint: name,
    first: addWithout(written, [check]),
    add: `ADD CONSTRAINT ${quoteIdent(name)} ${withoutName(text)} NOT VALID`,
    command: added.command.missing_ok ? null : added.index,
    what: 'check',
  })
}
