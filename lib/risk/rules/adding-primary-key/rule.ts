import { type AddedColumn, addedColumns, constraintOf } from '../../altering/added-columns'
import { type AddedConstraint, addedConstraints, constraintNameOf } from '../../altering/added-constraints'
import { does } from '../../altering/commands-at'
import { indexParts } from '../../altering/index-parts'
import { areThereBefore } from '../../altering/there-before'
import { objectName } from '../../model/default-names'
import { canWait } from '../../recipes/can-wait'
import { notNull } from '../../recipes/not-null'
import { uniqueUsingIndex } from '../../recipes/unique-using-index'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { columnsShown } from '../../words/names'

const meta: RuleMeta = {
  id: 'adding-primary-key',
  title: 'Adding a primary key that builds its index or reads the table',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'index build',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The index of the primary key is built while nobody can read or write the table, and a column that may be NULL is searched for NULLs under the same lock, with USING INDEX too.',
  safe: [
    {
      what: 'Make the columns NOT NULL by way of a NOT VALID constraint, where they are not.',
    },
    {
      what: 'Build the index, alone in its migration and outside a transaction.',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);',
    },
    {
      what: 'Make the primary key of it.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;',
    },
  ],
}

export const addingPrimaryKey: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn', 'AT_AddConstraint'],
  check(at) {
    return [
      ...addedConstraints(at, 'CONSTR_PRIMARY').flatMap((added) => {
        if (does(added, 'index build')) return [building(at, added)]
        return does(added, 'scan') ? [searching(at, added)] : []
      }),
      ...addedColumns(at)
        .filter((added) => constraintOf(added, 'CONSTR_PRIMARY') && does(added, 'index build'))
        .map((added) => besideColumn(at, added)),
    ]
  },
}

function building(at: StatementAt, added: AddedConstraint): Draft {
  const { index, key, shown, columns, table } = added
  const open = columns.filter((column) => table?.columns.get(column)?.notNull !== true)
  const also = open.length > 0 && table?.complete ? `, and searches ${columnsShown(open)} for NULLs` : ''
  return {
    command: index,
    tables: [key],
    title: `Adding the primary key ${columnsShown(columns)} builds an index over ${shown} while nobody can read or write it`,
    reason: `PostgreSQL builds the index${also} under a lock that holds everybody up. From an index that was built concurrently, on columns that are NOT NULL already, it takes a moment.`,
    recipe: recipeFor(at, added, open),
  }
}

function recipeFor(at: StatementAt, added: AddedConstraint, open: string[]) {
  const { constraint, columns, constraintName, key, index, sql, table, name } = added
  if (table?.kind === 'partitioned' || constraint.without_overlaps || constraint.options) return null
  const columnsAreThere =
    areThereBefore(at, added) &&
    ![...(table?.constraints.values() ?? [])].some((each) => each.kind === 'primary')
  const waits = columnsAreThere || canWait(at, { names: [constraintName], table: key, columns, unique: true })
  const recipe = uniqueUsingIndex({
    table: sql,
    constraint: constraintName,
    kind: 'PRIMARY KEY',
    command: open.length === 0 && waits ? index : null,
    columnsAreThere,
    ...indexParts(constraint, columns),
  })
  const { postgres } = at.migration
  const first = open.flatMap((column) => notNull({ table: sql, name, column, postgres, command: null }).steps)
  return { ...recipe, steps: [...first, ...recipe.steps] }
}

function searching(at: StatementAt, added: AddedConstraint): Draft {
  const { index, key, shown, sql, name, table, constraint } = added
  const behind = table?.indexes.get(constraint.indexname ?? '')
  const open = (behind?.columns ?? []).flatMap((column) =>
    column !== null && table?.columns.get(column)?.notNull !== true ? [column] : [],
  )
  const { postgres } = at.migration
  const steps = open.flatMap((column) => notNull({ table: sql, name, column, postgres, command: null }).steps)
  return {
    command: index,
    tables: [key],
    title: `The primary key ${added.constraintName} searches ${shown} for NULLs while nobody can read or write it`,
    reason: `The index is there already, but ${columnsShown(open)} may be NULL: PostgreSQL reads all of ${shown} to make it NOT NULL.`,
    recipe:
      steps.length === 0
        ? null
        : { id: 'not-null', title: `Make ${columnsShown(open)} NOT NULL first`, steps, rewrite: null },
  }
}

function besideColumn(at: StatementAt, added: AddedColumn): Draft {
  const { index, key, shown, column, sql, name } = added
  const constraint = constraintOf(added, 'CONSTR_PRIMARY')
  const { postgres } = at.migration
  const named = constraint
    ? constraintNameOf(at.schema, added, constraint, [column])
    : objectName(name, null, 'pkey')
  const { steps } = uniqueUsingIndex({
    table: sql,
    constraint: named,
    kind: 'PRIMARY KEY',
    command: null,
    columnsAreThere: false,
    index: `(${column})`,
    attributes: '',
  })
  return {
    command: index,
    tables: [key],
    title: `Adding ${column} as the primary key builds an index over ${shown} while nobody can read or write it`,
    reason: `Every row of ${shown} goes into the new index under a lock that holds everybody up.`,
    recipe: {
      id: 'unique-using-index',
      title: 'Add and fill the column first, then make it the primary key',
      steps: [
        { what: `Add ${column} without a constraint, and fill it in batches.` },
        ...notNull({ table: sql, name, column, postgres, command: null }).steps.slice(1),
        ...steps,
      ],
      rewrite: null,
    },
  }
}
