import { type ColumnAgain, replacedColumns } from '../../prisma/column-renames'
import { convertPlaces } from '../../prisma/convert-places'
import { nameHere } from '../../prisma/name-here'
import { askedTable } from '../../probes/asked-table'
import { valuesProbe } from '../../probes/nulls'
import { convertColumn } from '../../recipes/convert-column'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-and-recreate-column',
  title: 'Dropping a column and adding it again under the same name',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'Where Prisma knows no cast from the old type to the new one, it drops the column and adds it again: the schema is right, and every value is gone. The two commands stand side by side, so it reads like a change of type.',
  safe: [
    {
      what: 'Convert the values, where there is an expression that does.',
      sql: 'ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role" USING "role"::text::"Role";',
    },
    {
      what: 'Or add a column under another name, write both, fill it in batches, and drop the old one in a later release.',
    },
  ],
}

export const dropAndRecreateColumn: Rule = {
  meta,
  nodes: [],
  endsAfter: ['AT_DropColumn'],
  end: (at) => replacedColumns(at).again.map((each) => draft(at, each)),
}

function draft(at: MigrationAt, again: ColumnAgain): Draft {
  const { from, to } = again
  const column = `${shown(from.table)}.${from.name}`
  const { type, command, places } = convertPlaces(at, again)
  return {
    statement: from.statement,
    command: from.command,
    title: `Drops ${column} and adds it again as ${type}: every value in it is lost`,
    reason: `The column comes back ${to.default ? 'with its default in every row' : 'empty'}. ${
      command
        ? `ALTER COLUMN … TYPE … USING ends in the same schema and keeps what it can convert.`
        : `PostgreSQL has no cast that would do it, so somebody must say what becomes of the values.`
    }`,
    tables: [from.table],
    probes: [valuesProbe(meta.id, askedTable(at.before, from.table), from.name)],
    recipe: convertColumn({
      column,
      type,
      sql: command && `ALTER TABLE ${nameHere(at.before, from.table)} ${command};`,
      places,
    }),
  }
}
