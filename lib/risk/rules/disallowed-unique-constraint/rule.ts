import { type AddedConstraint, addedConstraints } from '../../altering/added-constraints'
import { does } from '../../altering/commands-at'
import { indexParts } from '../../altering/index-parts'
import { areThereBefore } from '../../altering/there-before'
import { canWait } from '../../recipes/can-wait'
import { uniqueUsingIndex } from '../../recipes/unique-using-index'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { columnsShown } from '../../words/names'

const meta: RuleMeta = {
  id: 'disallowed-unique-constraint',
  title: 'Adding a UNIQUE constraint that builds its index',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'index build',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The index of the constraint is built while nobody can read or write the table. An index that was built concurrently becomes a constraint at once.',
  safe: [
    {
      what: 'Build the index, alone in its migration and outside a transaction.',
      sql: 'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);',
    },
    {
      what: 'Make the constraint of it.',
      sql: 'ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;',
    },
  ],
}

export const disallowedUniqueConstraint: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint'],
  check(at) {
    return addedConstraints(at, 'CONSTR_UNIQUE')
      .filter((added) => does(added, 'index build'))
      .map((added) => ({
        command: added.index,
        tables: [added.key],
        title: `Adding ${added.constraintName} builds an index over ${added.shown} while nobody can read or write it`,
        reason: `The index on ${columnsShown(added.columns)} is built under a lock that holds everybody up. Built concurrently first, it becomes the constraint at once.`,
        recipe: recipeFor(at, added),
      }))
  },
}

function recipeFor(at: StatementAt, added: AddedConstraint) {
  const { constraint, columns, constraintName, key, index, sql, table } = added
  // PostgreSQL builds no index concurrently on a partitioned table, and none that WITHOUT OVERLAPS needs.
  if (table?.kind === 'partitioned' || constraint.without_overlaps || constraint.options) return null
  const columnsAreThere = areThereBefore(at, added)
  const waits = columnsAreThere || canWait(at, { names: [constraintName], table: key, columns, unique: true })
  return uniqueUsingIndex({
    table: sql,
    constraint: constraintName,
    kind: 'UNIQUE',
    command: waits ? index : null,
    columnsAreThere,
    ...indexParts(constraint, columns),
  })
}
