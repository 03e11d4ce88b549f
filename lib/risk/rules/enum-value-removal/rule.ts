import { nodeOf } from '../../../sql/node-of'
import { askedTable } from '../../probes/asked-table'
import { enumValuesProbe } from '../../probes/enum-values'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { enumOf } from '../../tables/enum-of'
import { mendedBefore } from '../../tables/mended-before'
import { isPlainCast, type Retyped, retypedColumns } from '../../tables/retyped-columns'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'enum-value-removal',
  title: 'Taking a value out of an enum',
  family: 'fails_on_data',
  severity: 'danger',
  lock: null,
  cost: 'rewrite',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'PostgreSQL cannot drop a value of an enum, so the type is made anew and each column is cast to it. The cast stops at the first row that still holds the value, and with it the deploy. Code that runs meanwhile and writes the value fails from the commit on.',
  safe: [
    { what: 'Deploy code that neither writes the value nor expects it.' },
    {
      what: 'Give the rows that hold it another one, in batches.',
      sql: "UPDATE orders SET state = 'CLOSED' WHERE state = 'ARCHIVED';",
    },
    { what: 'Make the type anew in a later release, or simply leave the value unused.' },
  ],
}

export const enumValueRemoval: Rule = {
  meta,
  nodes: ['AlterTableStmt', 'DeleteStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    return [...retypedColumns(at).flatMap((retyped) => judged(at, retyped)), ...fromTheCatalog(at)]
  },
}

function judged(at: StatementAt, { old, column, command, from, to, using }: Retyped): Draft[] {
  const [before, after] = [from && enumOf(at.schema, from), enumOf(at.schema, to)]
  if (!before || !after || before.key === after.key) return []
  const kept = new Set(after.labels.map(({ label }) => label))
  const removed = before.labels.map(({ label }) => label).filter((label) => !kept.has(label))
  if (removed.length === 0) return []
  // A CASE that maps the old values, or an UPDATE before: the script sees to the rows, running code may still write them.
  const mended = mendedBefore(at, old.key, [column]) || (using !== null && !isPlainCast(using, column))
  const values = inWords(removed)
  return [
    {
      title: mended
        ? `Takes ${values} out of ${old.name}.${column}, which running code may still write`
        : `Fails if a row of ${old.name} still has ${values} in ${column}`,
      reason: mended
        ? `From the commit on, running code that writes ${values} fails.`
        : `The new type has no ${values}: the first row that holds it stops the deploy, and running code that writes it fails from the commit on.`,
      tables: [old.key],
      command,
      ...(mended ? { severity: 'warning', family: 'breaks_app' } : {}),
      probes:
        !mended && askable(at, old.key, [column])
          ? [
              enumValuesProbe(
                meta.id,
                askedTable(at.migration.before, old.key),
                { name: column, array: from?.array === true },
                removed,
              ),
            ]
          : [],
    },
  ]
}

/** A hack that goes around. */
function fromTheCatalog(at: StatementAt): Draft[] {
  const { relation } = nodeOf(at.tree, 'DeleteStmt') ?? {}
  if (relation?.relname !== 'pg_enum') return []
  return [
    {
      title: 'Deletes a value of an enum from the catalog, behind the back of PostgreSQL',
      reason:
        'Rows, indexes and defaults that still hold the value cannot be read any more: every query that meets one fails with an invalid internal value.',
      tables: [],
      dataLoss: 'possible',
      family: 'loses_data',
    },
  ]
}
