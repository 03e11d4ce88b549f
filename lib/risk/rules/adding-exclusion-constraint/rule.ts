import { addedConstraints } from '../../altering/added-constraints'
import { does } from '../../altering/commands-at'
import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'adding-exclusion-constraint',
  title: 'Adding an exclusion constraint',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'index build',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'The index of the constraint is built, and every row compared with the others, while nobody can read or write the table. There is neither NOT VALID nor USING INDEX for it.',
  safe: [
    {
      what: 'Create a new table with the constraint, and write to both from the application or by a trigger.',
    },
    { what: 'Copy the old rows in batches.' },
    { what: 'Exchange the names in one short transaction, and drop the old table in a later release.' },
    { what: 'Or, where the table is small, do it in a quiet hour with a lock_timeout.' },
  ],
}

export const addingExclusionConstraint: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint'],
  check(at) {
    return addedConstraints(at, 'CONSTR_EXCLUSION')
      .filter((added) => does(added, 'index build', 'scan'))
      .map((added) => ({
        command: added.index,
        tables: [added.key],
        title: `Adding ${added.constraintName} compares all rows of ${added.shown} while nobody can read or write it`,
        reason: `PostgreSQL builds the index of the constraint under a lock that holds everybody up, and knows no way to build it beforehand.`,
        recipe: {
          id: 'new-table',
          title: 'Move to a new table that has the constraint',
          steps: meta.safe.map((step) => ({ ...step })),
          rewrite: null,
        },
      }))
  },
}
