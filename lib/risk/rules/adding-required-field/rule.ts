import { type AddedColumn, addedColumns, constraintOf, fillsItself } from '../../altering/added-columns'
import { columnText } from '../../altering/column-text'
import { finishedNotNull } from '../../altering/finished-not-null'
import { domainOf } from '../../facts/new-values'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'adding-required-field',
  title: 'Adding a NOT NULL column without a default',
  family: 'fails_on_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'The rows that are there have no value for the column, so the statement fails unless the table is empty. Where it is empty, every INSERT of the application that still runs fails, since it does not know the column.',
  safe: [
    { what: 'Add the column without NOT NULL.', sql: 'ALTER TABLE orders ADD COLUMN currency text;' },
    { what: 'Deploy the application that writes it.' },
    {
      what: 'Fill the old rows in batches.',
      sql: "UPDATE orders SET currency = 'EUR' WHERE currency IS NULL AND …;",
    },
    { what: 'Make it NOT NULL by way of a NOT VALID constraint.' },
    {
      what: 'Or give it a default, if one value fits all rows: that is instant.',
      sql: "ALTER TABLE orders ADD COLUMN currency text NOT NULL DEFAULT 'EUR';",
    },
  ],
}

export const addingRequiredField: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  check(at) {
    return addedColumns(at)
      .filter((added) => isRequired(at, added) && !at.isFresh(added.table))
      .map((added) => ({
        command: added.index,
        tables: [added.key],
        title: `Adding ${added.column} as NOT NULL without a default fails if ${added.shown} has rows`,
        reason: `The rows that are there have no value for ${added.column}. And the application that still runs does not know the column: its inserts into ${added.shown} fail as soon as this is done.`,
        recipe: recipeFor(at, added),
        probes: [
          rowsProbe(
            meta.id,
            askedTable(at.migration.before, added.key),
            'fails',
            `Rows of ${added.shown}, which have no ${added.column}`,
          ),
        ],
      }))
  },
}

function isRequired({ schema }: StatementAt, added: AddedColumn): boolean {
  if (fillsItself(added, schema)) return false
  if (constraintOf(added, 'CONSTR_NOTNULL') || constraintOf(added, 'CONSTR_PRIMARY')) return true
  return domainOf(added.definition.typeName, schema)?.notNull === true
}

function recipeFor(at: StatementAt, added: AddedColumn) {
  const { sql, column } = added
  const base = columnText(at, added)?.base
  if (base === undefined) return null
  const quoted = quoteIdent(column)
  return expandAndContract({
    table: sql,
    column,
    title: `Add ${column} empty, fill it, then make it NOT NULL`,
    add: `ALTER TABLE ${sql} ADD COLUMN ${base};`,
    keep: `Deploy the application that writes ${column} for every new row.`,
    fill: `UPDATE ${sql} SET ${quoted} = … WHERE ${quoted} IS NULL AND …;`,
    finish: finishedNotNull(at, added, true),
  })
}
