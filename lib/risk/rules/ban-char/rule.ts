import { typeWords } from '../../probes/type-names'
import type { Rule, RuleMeta } from '../../rule'
import { writtenTypes } from '../../tables/written-types'

const meta: RuleMeta = {
  id: 'ban-char',
  title: 'char(n) pads with spaces',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'char(n) fills every value up with spaces, which count in some comparisons and not in others, and saves nothing: text is as fast and as small.',
  safe: [
    {
      what: 'Use text, with a CHECK where the length is fixed.',
      sql: 'ALTER TABLE users ADD COLUMN country text CHECK (length(country) = 2);',
    },
  ],
}

export const banChar: Rule = {
  meta,
  nodes: ['CreateStmt', 'AlterTableStmt'],
  check(at) {
    return writtenTypes(at).flatMap(({ what, table, type, command, position }) =>
      type.name === 'bpchar'
        ? [
            {
              title: `${what} is ${typeWords(type)}, which pads every value with spaces`,
              reason:
                'The spaces count in some comparisons and not in others; text has no such traps and is no slower.',
              tables: [table],
              command,
              position,
            },
          ]
        : [],
    )
  },
}
