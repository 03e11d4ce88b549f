import { type CommandAt, commandsAt } from '../../altering/commands-at'
import { isDroppedLater, isSetNotNullLater } from '../../altering/later-commands'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-not-null',
  title: 'Letting a column be NULL',
  family: 'breaks_app',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'It is instant, and harmless until the first NULL is written: whoever reads the column and was promised a value, such as the version of the application that still runs, a report or another service, meets a NULL.',
  safe: [
    { what: 'Deploy readers that can do with NULL everywhere first.' },
    { what: 'Then drop NOT NULL.', sql: 'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;' },
    { what: 'Then deploy what writes NULL.' },
  ],
}

export const dropNotNull: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_DropConstraint', 'AT_DropNotNull'],
  check(at) {
    const found = [...dropped(at), ...droppedConstraints(at)].filter(({ each, column }) =>
      matters(at, each, column),
    )
    const [first] = found
    return first
      ? [
          draftOf(
            first.each,
            found.map(({ column }) => column),
          ),
        ]
      : []
  },
}

function dropped(at: StatementAt) {
  return commandsAt(at, 'AT_DropNotNull').map((each) => ({ each, column: each.command.name ?? '' }))
}

/** From PostgreSQL 18 on NOT NULL is a constraint with a name. */
function droppedConstraints(at: StatementAt) {
  return commandsAt(at, 'AT_DropConstraint').flatMap((each) => {
    const constraint = each.table?.constraints.get(each.command.name ?? '')
    return constraint?.kind === 'not null' ? [{ each, column: constraint.columns[0] ?? '' }] : []
  })
}

function matters(at: StatementAt, { key, table, index }: CommandAt, name: string): boolean {
  const column = table?.columns.get(name)
  if (at.isFresh(table) || at.isFresh(column) || (column && !column.notNull)) return false
  return !isDroppedLater(at, key, name, index) && !isSetNotNullLater(at, key, name, index)
}

function draftOf({ index, position, key, shown }: CommandAt, columns: string[]): Draft {
  const names = inWords(columns)
  return {
    command: index,
    position: position(),
    tables: [key],
    title:
      columns.length > 1
        ? `${names} of ${shown} may be NULL from now on`
        : `${shown}.${names} may be NULL from now on`,
    reason: `Whoever reads ${names} and was promised a value, such as the application that still runs, meets NULL as soon as somebody writes it.`,
    recipe: {
      id: 'readers-first',
      title: 'Readers first',
      steps: meta.safe.slice(0, 1).map((step) => ({ ...step })),
      rewrite: null,
    },
  }
}
