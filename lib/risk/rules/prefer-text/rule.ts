import { typeWords } from '../../probes/type-names'
import type { Rule, RuleMeta } from '../../rule'
import { writtenTypes } from '../../tables/written-types'

const meta: RuleMeta = {
  id: 'prefer-text',
  title: 'text instead of varchar(n)',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A length that the type carries is hard to change: making it shorter reads or rewrites the table, and views on the column stand in the way. text is stored the same, and a CHECK can be added and dropped without a rewrite.',
  safe: [
    {
      what: 'Use text, with a CHECK where the length matters.',
      sql: 'ALTER TABLE users ADD COLUMN name text CHECK (length(name) <= 80);',
    },
  ],
}

export const preferText: Rule = {
  meta,
  nodes: ['CreateStmt', 'AlterTableStmt'],
  check(at) {
    return writtenTypes(at).flatMap(({ what, table, type, command, position }) =>
      type.name === 'varchar' && type.modifiers.length > 0
        ? [
            {
              title: `${what} is ${typeWords(type)}: text with a CHECK is easier to change`,
              reason:
                'A shorter length needs all rows to be read under a lock; a CHECK can be exchanged without.',
              tables: [table],
              command,
              position,
            },
          ]
        : [],
    )
  },
}
