import type { Rule, RuleMeta } from '../../rule'
import { writtenTypes } from '../../tables/written-types'

const meta: RuleMeta = {
  id: 'prefer-timestamptz',
  title: 'timestamptz instead of timestamp',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'timestamp keeps a date and a time without saying where on earth: two clients in different time zones read different moments out of one value. timestamptz keeps the moment and takes the same eight bytes.',
  safe: [
    {
      what: 'Use timestamptz. With Prisma: @db.Timestamptz.',
      sql: 'ALTER TABLE orders ADD COLUMN paid_at timestamptz;',
    },
  ],
}

export const preferTimestamptz: Rule = {
  meta,
  nodes: ['CreateStmt', 'AlterTableStmt'],
  check(at) {
    return writtenTypes(at).flatMap(({ what, table, type, command, position }) =>
      type.name === 'timestamp'
        ? [
            {
              title: `${what} is timestamp without a time zone`,
              reason: 'The value says no moment: what it means depends on the time zone of whoever reads it.',
              tables: [table],
              command,
              position,
            },
          ]
        : [],
    )
  },
}
