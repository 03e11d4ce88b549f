import type { Rule, RuleMeta } from '../../rule'
import { writtenTypes } from '../../tables/written-types'

const meta: RuleMeta = {
  id: 'prefer-identity',
  title: 'GENERATED AS IDENTITY instead of serial',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'serial is a default from a sequence whose rights and ownership are looked after apart from the table, and which an insert can pass by. An identity column is part of the table and in the standard.',
  safe: [
    {
      what: 'Use an identity column.',
      sql: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    },
  ],
}

export const preferIdentity: Rule = {
  meta,
  nodes: ['CreateStmt', 'AlterTableStmt'],
  check(at) {
    return writtenTypes(at).flatMap(({ what, table, type, command, position }) =>
      /^(small|big)?serial[248]?$/.test(type.name)
        ? [
            {
              title: `${what} is ${type.name}: an identity column does the same within the table`,
              reason:
                'Rights on the sequence of a serial column must be granted by themselves, and inserts can pass it by.',
              tables: [table],
              command,
              position,
            },
          ]
        : [],
    )
  },
}
