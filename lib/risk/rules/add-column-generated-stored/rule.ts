import { type AddedColumn, addedColumns, constraintOf, reasonToRewrite } from '../../altering/added-columns'
import { columnText } from '../../altering/column-text'
import { commandsAt, does } from '../../altering/commands-at'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { sqlOf } from '../../words/expressions'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'add-column-generated-stored',
  title: 'Adding a stored generated column, or changing its expression',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The value is computed and stored for every row that is there, so PostgreSQL writes the whole table and all its indexes anew while nobody can read or write it. A VIRTUAL column (PostgreSQL 18 and newer) is computed when it is read, and is added at once.',
  safe: [
    { what: 'Add a plain column instead.', sql: 'ALTER TABLE orders ADD COLUMN total numeric;' },
    { what: 'Keep it by a trigger on INSERT and UPDATE.' },
    {
      what: 'Fill the old rows in batches.',
      sql: 'UPDATE orders SET total = net + tax WHERE total IS NULL AND …;',
    },
    {
      what: 'From PostgreSQL 18 on, a VIRTUAL column may do.',
      sql: 'ALTER TABLE orders ADD COLUMN total numeric GENERATED ALWAYS AS (net + tax) VIRTUAL;',
    },
  ],
}

export const addColumnGeneratedStored: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn', 'AT_SetExpression'],
  check(at) {
    return [...added(at), ...changed(at)]
  },
}

function added(at: StatementAt): Draft[] {
  return addedColumns(at)
    .filter((added) => does(added, 'rewrite') && reasonToRewrite(added, at.schema) === 'generated')
    .map((added) => ({
      command: added.index,
      tables: [added.key],
      title: `Adding ${added.column} as a stored column writes all of ${added.shown} anew`,
      reason: `${added.column} is computed and stored for each row of ${added.shown}, so PostgreSQL writes the table and its indexes anew, and nobody can read or write it until that is done.`,
      recipe: recipeFor(at, added),
    }))
}

/** SET EXPRESSION, from PostgreSQL 17 on. */
function changed(at: StatementAt): Draft[] {
  return commandsAt(at, 'AT_SetExpression')
    .filter((each) => does(each, 'rewrite'))
    .map(({ index, position, key, shown, command }) => ({
      command: index,
      position: position(),
      tables: [key],
      title: `Another expression for ${command.name} writes all of ${shown} anew`,
      reason: `${command.name} is computed and stored anew for each row of ${shown}, and nobody can read or write ${shown} until that is done.`,
    }))
}

function recipeFor(at: StatementAt, added: AddedColumn) {
  const { sql, column } = added
  const base = columnText(at, added)?.base
  const given = constraintOf(added, 'CONSTR_GENERATED')?.raw_expr
  const expression = given && sqlOf(at.statement, given)
  if (base === undefined || !expression) return null
  const quoted = quoteIdent(column)
  const virtual = {
    what: 'Or compute it when it is read: a VIRTUAL column is added at once, and is another thing: it cannot be indexed.',
    sql: `ALTER TABLE ${sql} ADD COLUMN ${base} GENERATED ALWAYS AS (${expression}) VIRTUAL;`,
  }
  return expandAndContract({
    title: `Keep ${column} by a trigger`,
    add: `ALTER TABLE ${sql} ADD COLUMN ${base};`,
    keep: `Keep it by a trigger: before each insert and update, NEW.${quoted} becomes ${expression}.`,
    fill: `UPDATE ${sql} SET ${quoted} = ${expression} WHERE ${quoted} IS NULL AND …;`,
    finish: at.migration.postgres >= 18 ? [virtual] : [],
  })
}
