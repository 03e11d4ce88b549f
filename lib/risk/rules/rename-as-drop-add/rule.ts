import { nameIn } from '../../model/names'
import { columnRenamePlaces } from '../../prisma/column-rename-places'
import { type ColumnRename, replacedColumns } from '../../prisma/column-renames'
import { nameHere } from '../../prisma/name-here'
import { tableRenamePlaces } from '../../prisma/table-rename-places'
import { type TableRename, tableRenames } from '../../prisma/table-renames'
import { askedTable } from '../../probes/asked-table'
import { valuesProbe } from '../../probes/nulls'
import { rowsProbe } from '../../probes/rows'
import { rename } from '../../recipes/rename'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { quoteIdent, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'rename-as-drop-add',
  title: 'A rename that is written as dropping and adding',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'Prisma compares two schemas and cannot know that a field or a model has only got another name: it drops the old one, with everything that is in it, and adds an empty one. RENAME does the same to the schema and keeps the values. Whatever still runs asks for the old name either way.',
  safe: [
    {
      what: 'Write the rename by hand.',
      sql: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";\nALTER INDEX "User_name_idx" RENAME TO "User_fullName_idx";',
    },
    {
      what: 'Or leave the name in the database as it is, and rename only in the Prisma schema: @map, @@map.',
    },
  ],
}

export const renameAsDropAdd: Rule = {
  meta,
  nodes: [],
  endsAfter: ['AT_DropColumn', 'DropStmt'],
  end(at) {
    const { renames } = replacedColumns(at)
    return [
      ...renames.map((each) => columnDraft(at, each, renames)),
      ...tableRenames(at).map((each) => tableDraft(at, each)),
    ]
  },
}

function columnDraft(at: MigrationAt, each: ColumnRename, all: ColumnRename[]): Draft {
  const { from, to, sameType } = each
  const table = shown(from.table)
  const type = sameType ? ', of the same type' : ''
  return {
    statement: from.statement,
    command: from.command,
    title: `Drops ${table}.${from.name} and adds ${to.name}${type}: a rename would keep the values`,
    reason: `Every value of ${table}.${from.name} is lost, and ${to.name} begins ${to.default ? 'with its default' : 'empty'}. If ${to.name} is ${from.name} under a new name, RENAME COLUMN ends in the same schema and loses nothing. What still runs with the old name fails either way.`,
    tables: [from.table],
    probes: [valuesProbe(meta.id, askedTable(at.before, from.table), from.name)],
    recipe: rename({
      what: 'column',
      from: from.name,
      to: to.name,
      sql: `ALTER TABLE ${nameHere(at.before, from.table)} RENAME COLUMN ${quoteIdent(from.name)} TO ${quoteIdent(to.name)};`,
      places: columnRenamePlaces(at, each, all),
    }),
  }
}

function tableDraft(at: MigrationAt, each: TableRename): Draft {
  const { from, to, dropped, columns } = each
  const same = columns.length === from.columns.size && columns.every(({ name }) => from.columns.has(name))
  const [old, next] = [nameHere(at.before, from.key), quoteIdent(nameIn(to))]
  return {
    statement: dropped,
    title: `Drops ${shown(from.key)} and creates ${shown(to)} with ${same ? '' : 'nearly '}the same columns: a rename would keep the rows`,
    reason: `Every row of ${shown(from.key)} is lost, and ${shown(to)} begins empty. If it is the same table under a new name, RENAME ends in the same schema and loses nothing. What still runs with the old name fails either way.`,
    tables: [from.key],
    probes: [rowsProbe(meta.id, askedTable(at.before, from.key), 'loses')],
    recipe: rename({
      what: 'table',
      from: shown(from.key),
      to: shown(to),
      sql: `ALTER TABLE ${old} RENAME TO ${next};`,
      places: tableRenamePlaces(at, each),
      bridge: `CREATE VIEW ${old} AS SELECT * FROM ${next};`,
    }),
  }
}
