import type { Constraint } from 'libpg-query'
import { type AddedColumn, addedColumns, constraintOf, withAttributes } from '../../altering/added-columns'
import { constraintNameOf } from '../../altering/added-constraints'
import { addWithout, columnText } from '../../altering/column-text'
import { does } from '../../altering/commands-at'
import { indexParts } from '../../altering/index-parts'
import { canWait } from '../../recipes/can-wait'
import { uniqueUsingIndex } from '../../recipes/unique-using-index'
import type { Rule, RuleMeta, StatementAt } from '../../rule'

const meta: RuleMeta = {
  id: 'add-column-inline-unique',
  title: 'Adding a UNIQUE column',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'index build',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL builds the index of the constraint over all rows that are there while nobody can read or write the table, though they hold NULL.',
  safe: [
    { what: 'Add the column alone.', sql: 'ALTER TABLE orders ADD COLUMN number text;' },
    {
      what: 'Build the index, alone in its migration and outside a transaction.',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);',
    },
    {
      what: 'Make the constraint of it.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;',
    },
  ],
}

export const addColumnInlineUnique: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at).flatMap((added) => {
      const unique = constraintOf(added, 'CONSTR_UNIQUE')
      if (!unique || !does(added, 'index build')) return []
      const { column, shown } = added
      return [
        {
          command: added.index,
          tables: [added.key],
          title: `UNIQUE on the new column ${column} builds an index over ${shown} while nobody can read or write it`,
          reason: `The index takes in every row of ${shown}, also those where ${column} is NULL. Built concurrently first, it becomes a constraint at once.`,
          cost: 'index build',
          recipe: recipeFor(at, added, unique),
        },
      ]
    })
  },
}

function recipeFor(at: StatementAt, added: AddedColumn, unique: Constraint) {
  const written = columnText(at, added)
  if (!written || added.table?.kind === 'partitioned') return null
  const constraint = constraintNameOf(at.schema, added, unique, [added.column])
  const parts = indexParts(withAttributes(added, unique), [added.column])
  const waits = canWait(at, { names: [constraint], table: added.key, columns: [added.column], unique: true })
  return uniqueUsingIndex({
    table: added.sql,
    constraint,
    kind: 'UNIQUE',
    first: addWithout(written, [unique]),
    command: waits && !added.command.missing_ok ? added.index : null,
    columnsAreThere: false,
    index: parts.index,
    attributes: attributesIn(written.constraints.find((each) => each.constraint === unique)?.text ?? ''),
  })
}

/** The parser keeps them beside a column's constraint, not in it. */
function attributesIn(constraint: string): string {
  return /\b(?<!NOT\s+)(?:DEFERRABLE\b.*|INITIALLY\s+DEFERRED\b.*)$/is.exec(constraint)?.[0] ?? ''
}
