import type { Constraint } from 'libpg-query'
import { type AddedColumn, addedColumns, constraintOf } from '../../altering/added-columns'
import { constraintNameOf } from '../../altering/added-constraints'
import { addWithout, columnText, withoutName } from '../../altering/column-text'
import { does } from '../../altering/commands-at'
import { keyOf } from '../../model/lookup'
import { validateLater } from '../../recipes/validate-later'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'add-column-references',
  title: 'Adding a column with REFERENCES',
  family: 'blocks',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table, SHARE ROW EXCLUSIVE on the referenced one',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The statement locks two tables: nobody reads or writes the one, and nobody writes the other, until the transaction commits. Without a default the new column is NULL everywhere and nothing is read, so that the locks are short if one gets them. With a default every row is looked up in the referenced table while they are held.',
  safe: [
    { what: 'Add the column alone.', sql: 'ALTER TABLE orders ADD COLUMN user_id bigint;' },
    {
      what: 'Add the foreign key NOT VALID: readers go on.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    },
    {
      what: 'In a migration of its own, validate it while reads and writes go on.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;',
    },
  ],
}

export const addColumnReferences: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at).flatMap((added) => {
      const foreign = constraintOf(added, 'CONSTR_FOREIGN')
      const own = added.effect.locks.some(({ relation, fresh }) => relation === added.key && !fresh)
      if (!foreign?.pktable || !own || foreign.is_enforced === false) return []
      const parent = keyOf(at.schema, foreign.pktable)
      const parentWaits = added.effect.locks.some(({ relation, fresh }) => relation === parent && !fresh)
      const reads = does(added, 'scan', 'rewrite') && constraintOf(added, 'CONSTR_DEFAULT') !== undefined
      if (!reads && (!parentWaits || parent === added.key)) return []
      return [
        {
          ...(reads ? reading(added, parent) : locking(added, parent)),
          recipe: recipeFor(at, added, foreign),
        },
      ]
    })
  },
}

function reading(added: AddedColumn, parent: string): Draft {
  const { index, key, column } = added
  return {
    command: index,
    tables: [...new Set([key, parent])],
    severity: 'danger',
    title: `Adding ${column} with a default and REFERENCES looks up every row of ${added.shown} in ${shown(parent)}`,
    reason: `Meanwhile nobody can read or write ${added.shown}, and nobody can write ${shown(parent)}.`,
  }
}

function locking(added: AddedColumn, parent: string): Draft {
  const { index, key, column } = added
  return {
    command: index,
    tables: [key, parent],
    cost: 'instant',
    title: `Adding ${column} with REFERENCES locks ${shown(parent)} as well as ${added.shown}`,
    reason: `It is quick, since ${column} is NULL in every row, but it waits for everybody who writes ${shown(parent)}, and whoever comes later to ${added.shown} waits behind it. Added NOT VALID by itself, the foreign key lets readers of ${added.shown} through.`,
  }
}

function recipeFor(at: StatementAt, added: AddedColumn, foreign: Constraint) {
  const written = columnText(at, added)
  const text = written?.constraints.find(({ constraint }) => constraint === foreign)?.text
  if (!written || !text || added.table?.kind === 'partitioned') return null
  const name = constraintNameOf(at.schema, added, foreign, [added.column])
  return validateLater({
    table: added.sql,
    constraint: name,
    first: addWithout(written, [foreign]),
    add: `ADD CONSTRAINT ${quoteIdent(name)} FOREIGN KEY (${quoteIdent(added.column)}) ${withoutName(text)} NOT VALID`,
    command: added.command.missing_ok ? null : added.index,
    what: 'foreign key',
  })
}
