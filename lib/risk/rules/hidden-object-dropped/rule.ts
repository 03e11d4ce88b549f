import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { findIndex, findTable } from '../../model/lookup'
import { droppedFrom } from '../../prisma/changed-columns'
import { isReplaced } from '../../prisma/column-renames'
import { hiddenIndex, hiddenWith } from '../../prisma/hidden-objects'
import { stepOf } from '../../prisma/step-comment'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'hidden-object-dropped',
  title: 'Dropping what the Prisma schema cannot express',
  family: 'integrity',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Partial indexes, indexes over expressions, checks and the like were written by hand into earlier migrations, since a Prisma schema has no words for them. A generated migration that drops one only says that the schema does not mention it, which it never could: nobody decided that it goes. A dropped column takes those along that are about other columns as well, without a word.',
  safe: [
    { what: 'Take the statement out of the migration, where nobody wanted it.' },
    {
      what: 'Where a column takes it along, build it again without that column.',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY "User_email_live_key" ON "User"("email") WHERE "deletedAt" IS NULL;',
    },
  ],
}

export const hiddenObjectDropped: Rule = {
  meta,
  nodes: ['DropStmt', 'AlterTableStmt'],
  commands: ['AT_DropColumn', 'AT_DropConstraint'],
  check(at) {
    const drop = nodeOf(at.tree, 'DropStmt')
    if (drop) return drop.removeType === 'OBJECT_INDEX' ? droppedIndexes(at) : []
    return at.commands.flatMap((command, index): Draft[] => {
      return command.subtype === 'AT_DropColumn' ? droppedWithColumn(at, index, command.name ?? '') : []
    })
  },
}

/** By a generated migration. Who writes DROP INDEX by hand knows what it is. */
function droppedIndexes(at: StatementAt): Draft[] {
  if (stepOf(at.migration, at.statement.index) !== 'DropIndex' || at.statement.needsAutocommit) return []
  return (nodeOf(at.tree, 'DropStmt')?.objects ?? []).flatMap((object): Draft[] => {
    const found = findIndex(at.schema, nodeOf(object, 'List')?.items ?? [])
    const what = found && hiddenIndex(found.index)
    if (!found?.table || !what || at.isFresh(found.index)) return []
    const { index, table } = found
    return [
      {
        title: `Drops ${index.name} on ${shown(table.key)}, ${what}, which the Prisma schema cannot express`,
        reason: `The schema does not mention it because it cannot, so nobody decided that it goes. ${index.unique ? 'What it kept unique no longer is.' : 'Queries that relied on it read the whole table.'}`,
        tables: [table.key],
        recipe: keep(index.name),
      },
    ]
  })
}

function droppedWithColumn(at: StatementAt, command: number, column: string): Draft[] {
  const table = findTable(at.schema, nodeOf(at.tree, 'AlterTableStmt')?.relation)
  if (!table || at.isFresh(table) || isReplaced(at.migration, at.statement.index, command)) return []
  const gone = hiddenWith(table, column, droppedFrom(at.migration, table.key)).filter(
    ({ name }) => !at.isFresh(table.indexes.get(name) ?? table.constraints.get(name)),
  )
  if (gone.length === 0) return []
  const names = inWords(gone.map(({ name, what }) => `${name} (${what})`))
  return [
    {
      command,
      title: `With ${shown(table.key)}.${column} ${gone.length > 1 ? 'go' : 'goes'} ${names}, without a word`,
      reason: `${gone.length > 1 ? 'They are' : 'It is'} about more than ${column}: what remains of ${shown(table.key)} loses ${gone.length > 1 ? 'them' : 'it'} too, and the Prisma schema cannot say so.`,
      tables: [table.key],
    },
  ]
}

function keep(name: string): Recipe {
  return {
    id: 'keep-hidden',
    title: `Keep ${name}`,
    steps: [{ what: `Take the statement out of the migration, unless ${name} shall really go.` }],
    // It would end in another schema than the migration as it is: that is for people to decide.
    rewrite: null,
  }
}
