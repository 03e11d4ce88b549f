import { type AddedColumn, addedColumns, constraintOf, reasonToRewrite } from '../../altering/added-columns'
import { columnText } from '../../altering/column-text'
import { does } from '../../altering/commands-at'
import { finishedNotNull } from '../../altering/finished-not-null'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { sqlOf } from '../../words/expressions'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'adding-field-with-volatile-default',
  title: 'Adding a column whose default differs from row to row',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A default that is the same for all rows, such as a constant or now(), is stored once and costs nothing. One that is computed for each row, such as random(), gen_random_uuid() or clock_timestamp(), makes PostgreSQL write the whole table and all its indexes anew while nobody can read or write it. A function that is not marked STABLE or IMMUTABLE counts as such.',
  safe: [
    { what: 'Add the column without a default.', sql: 'ALTER TABLE orders ADD COLUMN token uuid;' },
    {
      what: 'Give new rows the default.',
      sql: 'ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();',
    },
    {
      what: 'Fill the old rows in batches.',
      sql: 'UPDATE orders SET token = DEFAULT WHERE token IS NULL AND id BETWEEN 1 AND 10000;',
    },
    { what: 'Make it NOT NULL by way of a NOT VALID constraint, where it shall be.' },
  ],
}

export const addingFieldWithVolatileDefault: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at)
      .filter((added) => does(added, 'rewrite') && reasonToRewrite(added, at.schema) === 'default')
      .map((added) => {
        const expression = defaultText(at, added)
        return {
          command: added.index,
          tables: [added.key],
          title: `Adding ${added.column} with the default ${expression} writes all of ${added.shown} anew`,
          reason: `Each row needs its own ${expression}, so PostgreSQL writes ${added.shown} and its indexes anew, and nobody can read or write it until that is done.`,
          recipe: recipeFor(at, added, expression),
        }
      })
  },
}

function defaultText(at: StatementAt, added: AddedColumn): string {
  const given = constraintOf(added, 'CONSTR_DEFAULT')?.raw_expr
  return (given && sqlOf(at.statement, given)) ?? 'expression'
}

function recipeFor(at: StatementAt, added: AddedColumn, expression: string) {
  const { sql, column } = added
  const base = columnText(at, added)?.base
  if (base === undefined) return null
  const name = quoteIdent(column)
  return expandAndContract({
    title: `Add ${column} empty, then fill it`,
    add: `ALTER TABLE ${sql} ADD COLUMN ${base};\nALTER TABLE ${sql} ALTER COLUMN ${name} SET DEFAULT ${expression};`,
    keep: null,
    fill: `UPDATE ${sql} SET ${name} = DEFAULT WHERE ${name} IS NULL AND …;`,
    finish: finishedNotNull(at, added),
  })
}
