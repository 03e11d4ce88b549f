import { typeWords } from '../../probes/type-names'
import type { Rule, RuleMeta } from '../../rule'
import { writtenTypes } from '../../tables/written-types'

const meta: RuleMeta = {
  id: 'prefer-bigint',
  title: 'bigint instead of smaller integers',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'An integer ends at 2,147,483,647, and widening it later rewrites the table while nobody can use it. Counters, sizes in bytes, money in cents and foreign keys reach that end more often than one thinks.',
  safe: [{ what: 'Use bigint where a value may grow.', sql: 'ALTER TABLE files ADD COLUMN bytes bigint;' }],
}

export const preferBigint: Rule = {
  meta,
  nodes: ['CreateStmt', 'AlterTableStmt'],
  check(at) {
    return writtenTypes(at).flatMap(({ what, table, type, command, position }) =>
      ['int2', 'int4', 'serial', 'serial4', 'smallserial', 'serial2'].includes(type.name)
        ? [
            {
              title: `${what} is ${typeWords(type)}, which may become too small`,
              reason: 'Widening it later rewrites the table while nobody can read or write it.',
              tables: [table],
              command,
              position,
            },
          ]
        : [],
    )
  },
}
