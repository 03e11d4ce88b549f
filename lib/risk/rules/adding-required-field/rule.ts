import type { Recipe } from '../../../domain/finding'
import { type AddedColumn, addedColumns, constraintOf, fillsItself } from '../../altering/added-columns'
import { columnText } from '../../altering/column-text'
import { isEmptied } from '../../altering/emptied'
import { finishedNotNull } from '../../altering/finished-not-null'
import { domainOf } from '../../facts/new-values'
import { filledByClient } from '../../prisma/filled-by-client'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords, quoteIdent } from '../../words/names'

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
  commands: ['AT_AddColumn'],
  check(at) {
    const added = addedColumns(at).filter(
      // What Prisma Client fills in has a finding that says so.
      (each) => isRequired(at, each) && !at.isFresh(each.table) && !filledByClient(at, each),
    )
    const [first] = added
    return first ? [draftOf(at, added, first)] : []
  },
}

function isRequired({ schema }: StatementAt, added: AddedColumn): boolean {
  if (fillsItself(added, schema)) return false
  if (constraintOf(added, 'CONSTR_NOTNULL') || constraintOf(added, 'CONSTR_PRIMARY')) return true
  return domainOf(added.definition.typeName, schema)?.notNull === true
}

function draftOf(at: StatementAt, added: AddedColumn[], { index, key, shown }: AddedColumn): Draft {
  const columns = inWords(added.map(({ column }) => column))
  const know = `the application that still runs does not know ${columns}: its inserts into ${shown} fail as soon as this is done`
  const found = { command: index, tables: [key], recipe: recipeFor(at, added) }
  if (isEmptied(at, key)) {
    return {
      ...found,
      severity: 'warning',
      family: 'breaks_app',
      title: `Inserts into ${shown} fail once ${columns} ${added.length > 1 ? 'are' : 'is'} NOT NULL without a default`,
      reason: `The script empties ${shown} first, so there is no row to refuse. But ${know}.`,
    }
  }
  return {
    ...found,
    title: `Adding ${columns} as NOT NULL without a default fails if ${shown} has rows`,
    reason: `The rows that are there have no value for ${columns}. And ${know}.`,
    probes: [
      rowsProbe(
        meta.id,
        askedTable(at.migration.before, key),
        'fails',
        `Rows of ${shown}, which have no ${columns}`,
      ),
    ],
  }
}

function recipeFor(at: StatementAt, added: AddedColumn[]): Recipe | null {
  const [first] = added
  const bases = added.flatMap((each) => columnText(at, each)?.base ?? [])
  if (!first || bases.length < added.length) return null
  const { sql } = first
  const columns = inWords(added.map(({ column }) => column))
  const names = added.map(({ column }) => quoteIdent(column))
  const open = names.map((name) => `${name} IS NULL`).join(' OR ')
  return expandAndContract({
    title: `Add ${columns} empty, fill ${added.length > 1 ? 'them' : 'it'}, then demand NOT NULL`,
    add: `ALTER TABLE ${sql} ${bases.map((base) => `ADD COLUMN ${base}`).join(', ')};`,
    keep: `Deploy the application that writes ${columns} for every new row.`,
    fill: `UPDATE ${sql} SET ${names.map((name) => `${name} = …`).join(', ')} WHERE ${added.length > 1 ? `(${open})` : open} AND …;`,
    finish: added.flatMap((each) => finishedNotNull(at, each, true)),
  })
}
