import type { Recipe } from '../../../domain/finding'
import { type AddedColumn, addedColumns } from '../../altering/added-columns'
import { columnText } from '../../altering/column-text'
import { nameIn } from '../../model/names'
import type { ClientDefault } from '../../prisma/client-defaults'
import { filledByClient } from '../../prisma/filled-by-client'
import { askedTable } from '../../probes/asked-table'
import { rowsProbe } from '../../probes/rows'
import { releases } from '../../recipes/releases'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent, suffixOf } from '../../words/names'

const meta: RuleMeta = {
  id: 'client-side-default',
  title: 'A default that only Prisma Client knows',
  family: 'fails_on_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: '@updatedAt, @default(uuid()) and @default(cuid()) are filled in by Prisma Client when it writes. The column in the database is NOT NULL and has no default: the rows that are there have nothing to put into it, so adding it fails, and whoever writes without Prisma Client of the new schema is refused.',
  safe: [
    {
      what: 'Give the database a default as well, in the Prisma schema: @default(now()) @updatedAt, or @default(dbgenerated("gen_random_uuid()")).',
      sql: 'ALTER TABLE "Order" ADD COLUMN "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;',
    },
    {
      what: 'Or take the default away again once no older code writes.',
      sql: 'ALTER TABLE "Order" ALTER COLUMN "updatedAt" DROP DEFAULT;',
    },
  ],
}

export const clientSideDefault: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  check(at) {
    return addedColumns(at).flatMap((added): Draft[] => {
      const filled = filledByClient(at, added)
      return filled && !at.isFresh(added.table) ? [draft(at, added, filled)] : []
    })
  },
}

function draft(at: StatementAt, added: AddedColumn, filled: ClientDefault): Draft {
  const { column, shown, key, index } = added
  return {
    command: index,
    tables: [key],
    title: `Adding ${column} fails if ${shown} has rows: ${filled} is filled in by Prisma Client, not by the database`,
    reason: `${column} is NOT NULL and has no default in the database, so the rows that are there have no value for it. And the application that still runs does not know ${column}: its inserts into ${shown} fail as soon as this is done.`,
    recipe: recipe(at, added, filled),
    probes: [
      rowsProbe(
        meta.id,
        askedTable(at.migration.before, key),
        'fails',
        `Rows of ${shown}, which have no ${column}`,
      ),
    ],
  }
}

function recipe(at: StatementAt, added: AddedColumn, filled: ClientDefault): Recipe | null {
  const { sql: table, column, index, key } = added
  const text = columnText(at, added)
  if (!text) return null
  const isTime = filled === '@updatedAt'
  const name = quoteIdent(column)
  const add = `ADD COLUMN ${text.base} NOT NULL DEFAULT ${isTime ? 'CURRENT_TIMESTAMP' : 'gen_random_uuid()'}`
  const drop = `ALTER TABLE ${table} ALTER COLUMN ${name} DROP DEFAULT;`
  const plain = text.constraints.every(({ constraint }) => constraint.contype === 'CONSTR_NOTNULL')
  return {
    id: 'default-meanwhile',
    title: `Give ${column} a default in the database while older code still writes`,
    steps: [
      {
        what: isTime
          ? 'Add it with a default: instant, and the rows that are there get the time of the deploy.'
          : 'Add it with a default. This writes every row anew: for a large table, add it empty and fill it in batches.',
        sql: `ALTER TABLE ${table} ${add};`,
      },
      {
        what: `Either leave the default, and say so in the Prisma schema (${isTime ? '@default(now()) @updatedAt' : '@default(dbgenerated("gen_random_uuid()"))'}), or take it away once no older code writes.`,
        sql: drop,
      },
    ],
    rewrite:
      isTime && plain && !added.command.missing_ok
        ? {
            command: index,
            instead: add,
            before: [],
            after: [
              { suffix: suffixOf('drop_default', nameIn(key), column), sql: drop, release: releases.later },
            ],
          }
        : null,
  }
}
