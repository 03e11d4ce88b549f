import { namesOf } from '../../../sql/names'
import { nodeOf } from '../../../sql/node-of'
import { findType } from '../../model/lookup'
import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'renaming-enum-value',
  title: 'Renaming a value of an enum',
  family: 'breaks_app',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'Rows that held the old value show the new one at once. Code that runs while the migration is deployed writes and compares with the old one, which PostgreSQL refuses from then on; a generated client also refuses to read the new one.',
  safe: [
    {
      what: 'With Prisma: rename the value alone, and map it to the old one.',
      sql: '-- SHIPPED @map("SENT")',
    },
    {
      what: 'Or add the new value, write it, move the old rows over in batches, and leave the old value unused.',
      sql: "ALTER TYPE state ADD VALUE 'SHIPPED';",
    },
  ],
}

export const renamingEnumValue: Rule = {
  meta,
  nodes: ['AlterEnumStmt'],
  check(at) {
    const { typeName = [], oldVal, newVal = '' } = nodeOf(at.tree, 'AlterEnumStmt') ?? {}
    const type = findType(at.schema, typeName)
    const label = type?.labels.find((each) => each.label === oldVal)
    if (!oldVal || at.isFresh(type) || at.isFresh(label)) return []
    const name = namesOf(typeName)
    return [
      {
        title: `Renames ${oldVal} of ${name} to ${newVal}, which running code does not know`,
        reason: `From the commit on running code that writes or compares with ${oldVal} fails, and meets ${newVal} in the rows it reads.`,
        tables: [],
      },
    ]
  },
}
