import { typeChange } from '../../facts/type-change'
import { askedTable } from '../../probes/asked-table'
import { castProbes } from '../../probes/cast-probes'
import { failingCast } from '../../probes/failing-casts'
import { lossyCast } from '../../probes/lossy-casts'
import { typeWords } from '../../probes/type-names'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { mendedBefore } from '../../tables/mended-before'
import { isPlainCast, type Retyped, retypedColumns } from '../../tables/retyped-columns'

const meta: RuleMeta = {
  id: 'narrowing-type',
  title: 'A type that does not hold all values of the old one',
  family: 'loses_data',
  severity: 'warning',
  lock: null,
  cost: 'rewrite',
  blocks: 'nothing',
  dataLoss: 'possible',
  breaksApp: false,
  versions: null,
  why: 'Where the new type is smaller, the statement fails at the first value that does not fit: a number out of range, a text that is too long. What fits only in part is rounded or cut without a word: fractions, fractions of seconds, the time of day, a text that an explicit cast shortens.',
  safe: [
    { what: 'Look for values that do not fit.', sql: 'SELECT max(length(code)) FROM orders;' },
    {
      what: 'Keep the wider type and check the length instead, which needs no rewrite and can be changed later.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_code_length CHECK (length(code) <= 20) NOT VALID;',
    },
  ],
}

export const narrowingType: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    return retypedColumns(at).flatMap((retyped) => judged(at, retyped))
  },
}

function judged(at: StatementAt, { old, column, command, from, to, using }: Retyped): Draft[] {
  if (!from || (using && !isPlainCast(using, column)) || mendedBefore(at, old.key, [column])) return []
  const { postgres } = at.migration
  if (!typeChange(from, to, { postgres, schema: at.schema }).narrowing) return []
  const asked = { from, to, labels: null, explicit: using !== null, postgres }
  const fails = failingCast({ ...asked, value: 'v' }) !== 'never'
  const loses = !fails || lossyCast({ ...asked, value: 'v' }) !== null
  const name = `${old.name}.${column}`
  const what = `${typeWords(from)} to ${typeWords(to)}`
  return [
    {
      title: `Narrows ${name} from ${what}: ${words(fails, loses)}`,
      reason:
        fails && loses
          ? `A value that is out of range stops the deploy; one that fits only in part is rounded or cut without a word.`
          : fails
            ? `The first value that is too long or out of range stops the deploy.`
            : `What does not fit is rounded or cut without a word, and nothing brings it back.`,
      tables: [old.key],
      command,
      family: loses ? 'loses_data' : 'fails_on_data',
      dataLoss: loses ? 'possible' : 'none',
      probes: askable(at, old.key, [column])
        ? castProbes(meta.id, askedTable(at.migration.before, old.key), column, asked)
        : [],
    },
  ]
}

function words(fails: boolean, loses: boolean): string {
  if (fails && loses) return 'values may not fit, or lose a part'
  return fails ? 'fails if a value does not fit' : 'values may lose a part'
}
