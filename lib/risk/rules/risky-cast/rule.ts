import { nodeOf } from '../../../sql/node-of'
import { typeChange } from '../../facts/type-change'
import type { TypeRef } from '../../model/model'
import { isEnumMove } from '../../prisma/enum-recreations'
import { askedTable } from '../../probes/asked-table'
import { castProbes } from '../../probes/cast-probes'
import { failingCast } from '../../probes/failing-casts'
import { isTextType, typeWords } from '../../probes/type-names'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { enumOf } from '../../tables/enum-of'
import { mendedBefore } from '../../tables/mended-before'
import { isPlainCast, type Retyped, retypedColumns } from '../../tables/retyped-columns'

const meta: RuleMeta = {
  id: 'risky-cast',
  title: 'A cast that some values may not survive',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'rewrite',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Between types of different kinds, text to a number for one, PostgreSQL reads every value anew while the table is locked. The first that cannot be read stops the deploy, after all the work before it.',
  safe: [
    {
      what: 'Look for values that cannot be read (from 16 on).',
      sql: "SELECT id, total FROM orders WHERE NOT pg_input_is_valid(total, 'integer');",
    },
    {
      what: 'Mend them first, or add a column of the new type and fill it in batches.',
      sql: 'ALTER TABLE orders ADD COLUMN total_new integer;',
    },
  ],
}

export const riskyCast: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    return retypedColumns(at).flatMap((retyped) => judged(at, retyped))
  },
}

function judged(at: StatementAt, { old, column, command, from, to, using }: Retyped): Draft[] {
  const { schema } = at
  // An enum that is built anew has findings of its own.
  if (isEnumMove(at.migration, at.statement.index, command)) return []
  const { postgres } = at.migration
  if (mendedBefore(at, old.key, [column]) || isTextType(to)) return []
  const plain = !using || isPlainCast(using, column)
  if (from) {
    const { narrowing, safeCast } = typeChange(from, to, { postgres, schema })
    // Whether the values of one enum are in the other is told by another rule.
    if (narrowing || (enumOf(schema, from) && enumOf(schema, to)) || !isRisky(from, to, safeCast)) return []
    if (!plain && !castsColumn(using, column)) return []
  } else if (!using || !nodeOf(using, 'TypeCast') || !castsColumn(using, column)) return []
  const labels = enumOf(schema, to)?.labels.map(({ label }) => label) ?? null
  const asked = from && { from, to, labels, explicit: using !== null, postgres }
  if (asked && plain && failingCast({ ...asked, value: 'v' }) === 'never') return []
  const name = `${old.name}.${column}`
  return [
    {
      title: `Fails if a value of ${name} is no ${typeWords(to)}`,
      reason: `Every value of ${name} is read anew as ${typeWords(to)}${from ? ` (it is ${typeWords(from)} now)` : ''}; the first that cannot be stops the deploy.`,
      tables: [old.key],
      command,
      probes:
        asked && plain && askable(at, old.key, [column])
          ? castProbes(meta.id, askedTable(at.migration.before, old.key), column, asked)
          : [],
    },
  ]
}

const neverFail = new Set([
  'int4>bool',
  'bool>int4',
  'json>jsonb',
  'jsonb>json',
  'timestamptz>timestamp',
  'timestamp>timestamptz',
])

/** Other than between numbers, or between dates, which either fit or are narrowed. */
function isRisky(
  from: TypeRef,
  to: TypeRef,
  safeCast: 'implicit' | 'assignment' | 'explicit' | 'none',
): boolean {
  if (from.name === to.name && from.array === to.array) return false
  if (safeCast === 'implicit' || safeCast === 'assignment') return false
  return !neverFail.has(`${from.name}>${to.name}`)
}

/** Somewhere in it, the column is cast: not a constant, not a lookup. */
function castsColumn(using: Retyped['using'], column: string): boolean {
  return using !== null && JSON.stringify(using).includes(`{"String":{"sval":${JSON.stringify(column)}}}`)
}
