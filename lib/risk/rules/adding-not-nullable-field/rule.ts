import { addedConstraints } from '../../altering/added-constraints'
import { type CommandAt, commandsAt, does } from '../../altering/commands-at'
import { leavesColumnAlone } from '../../altering/leaves-column-alone'
import { notNull } from '../../recipes/not-null'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'

const meta: RuleMeta = {
  id: 'adding-not-nullable-field',
  title: 'Making a column NOT NULL',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL reads the whole table to see that no row holds NULL, while nobody can read or write it. A validated CHECK (column IS NOT NULL) spares it that; on PostgreSQL 18 and newer so does a NOT NULL constraint that was added NOT VALID and validated.',
  safe: [
    {
      what: 'Forbid new NULLs, without looking at old rows.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_note_not_null CHECK (note IS NOT NULL) NOT VALID;',
    },
    {
      what: 'In a migration of its own, check the old rows while reads and writes go on.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;',
    },
    {
      what: 'In the next one, SET NOT NULL reads nothing.',
      sql: 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT orders_note_not_null;',
    },
    {
      what: 'From PostgreSQL 18 on the first two suffice, with the constraint itself.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_note_not_null NOT NULL note NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_note_not_null;',
    },
  ],
}

export const addingNotNullableField: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint', 'AT_SetNotNull'],
  check(at) {
    const set = commandsAt(at, 'AT_SetNotNull').map((each) => ({ ...each, column: each.command.name ?? '' }))
    const added = addedConstraints(at, 'CONSTR_NOTNULL').map((each) => ({
      ...each,
      column: each.columns[0] ?? '',
      // Another name than SET NOT NULL gives it must stay, and with it the statement.
      isNamed: each.constraint.conname !== undefined,
    }))
    return [...set, ...added].filter((each) => does(each, 'scan')).map((each) => draftOf(at, each))
  },
}

function draftOf(at: StatementAt, each: CommandAt & { column: string; isNamed?: boolean }): Draft {
  const { index, key, shown, column } = each
  const replaceable = !each.isNamed && leavesColumnAlone(at, key, column)
  return {
    command: index,
    position: each.position(),
    tables: [key],
    title: `Making ${column} NOT NULL reads all of ${shown} while nobody can read or write it`,
    reason: `PostgreSQL looks through ${shown} for a row whose ${column} is NULL, and holds everybody up until it is through.`,
    recipe: notNull({
      table: each.sql,
      name: each.name,
      column,
      postgres: at.migration.postgres,
      command: replaceable ? index : null,
    }),
  }
}
