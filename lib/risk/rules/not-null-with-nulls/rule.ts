import { nodeOf } from '../../../sql/node-of'
import { allAddedConstraints } from '../../altering/all-added-constraints'
import { findConstraint } from '../../model/lookup'
import { texts } from '../../model/names'
import { askedTable } from '../../probes/asked-table'
import { nullsProbe } from '../../probes/nulls'
import { rowsProbe } from '../../probes/rows'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { fillOf } from '../../tables/filled-columns'
import { mendedBefore } from '../../tables/mended-before'
import { columnIn, type OldTable, oldTable } from '../../tables/old-table'
import { isProvedNotNull } from '../../tables/proved-not-null'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'not-null-with-nulls',
  title: 'Demanding a value where rows may hold NULL',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'SET NOT NULL, a primary key, or the validation of a NOT NULL constraint fails at the first row that holds NULL, and with it the whole deploy. Between the moment somebody looked and the deploy, running code may have written another one.',
  safe: [
    { what: 'Let the application write a value always.' },
    {
      what: 'Fill the old rows in batches, in a migration before this one.',
      sql: "UPDATE orders SET note = '' WHERE note IS NULL;",
    },
    { what: 'Then demand it.', sql: 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;' },
  ],
}

export const notNullWithNulls: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn', 'AT_AddConstraint', 'AT_SetNotNull', 'AT_ValidateConstraint'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const old = statement?.objtype === 'OBJECT_TABLE' ? oldTable(at, statement.relation) : null
    return old ? demanded(at, old).flatMap((each) => judged(at, old, each)) : []
  },
}

interface Demand {
  column: string
  command: number
  /** Nothing else is at stake but the proof itself. */
  proofOnly: boolean
}

function demanded(at: StatementAt, old: OldTable): Demand[] {
  const set = at.commands.flatMap(({ subtype, name = '' }, command): Demand[] => {
    if (subtype === 'AT_SetNotNull') return [{ column: name, command, proofOnly: false }]
    if (subtype !== 'AT_ValidateConstraint') return []
    const constraint = findConstraint(old.table, name)
    if (constraint?.kind !== 'not null' || constraint.validated) return []
    return constraint.columns.map((column) => ({ column, command, proofOnly: true }))
  })
  const added = allAddedConstraints(at.commands).flatMap(({ constraint, command, column }): Demand[] => {
    const { contype, keys, skip_validation, indexname } = constraint
    if (column !== null || (contype !== 'CONSTR_PRIMARY' && contype !== 'CONSTR_NOTNULL') || skip_validation)
      return []
    const columns = indexname ? (old.table?.indexes.get(indexname)?.columns ?? []) : texts(keys)
    return columns.flatMap((name) => (name ? [{ column: name, command, proofOnly: false }] : []))
  })
  return [...set, ...added]
}

function judged(at: StatementAt, old: OldTable, { column, command, proofOnly }: Demand): Draft[] {
  const found = columnIn(at, old, column)
  if (found === 'missing' || isProvedNotNull(old.table, column) || mendedBefore(at, old.key, [column]))
    return []
  if (addedHere(at, column)) return []
  const now = old.table?.columns.get(column)
  if (found === 'fresh')
    return now && fillOf(now, at.schema) === 'nothing' ? [neverFilled(at, old, column, command)] : []
  return [
    {
      title: `Fails if a row of ${old.name} holds NULL in ${column}`,
      reason: `PostgreSQL refuses ${column} as NOT NULL at the first row without a value, and the deploy stops there.`,
      tables: [old.key],
      command,
      severity: proofOnly ? 'notice' : 'warning',
      probes: askable(at, old.key, [column])
        ? [nullsProbe(meta.id, askedTable(at.migration.before, old.key), column)]
        : [],
    },
  ]
}

function addedHere({ commands }: StatementAt, name: string): boolean {
  return commands.some(
    ({ subtype, def }) => subtype === 'AT_AddColumn' && def && nodeOf(def, 'ColumnDef')?.colname === name,
  )
}

function neverFilled(at: StatementAt, old: OldTable, column: string, command: number): Draft {
  const rows = rowsProbe(meta.id, askedTable(at.migration.before, old.key), 'fails')
  return {
    title: `Fails if ${old.name} holds any row: nothing fills ${column} before`,
    reason: `${column} is new and NULL in every row that is there, so SET NOT NULL is refused unless ${old.name} is empty.`,
    tables: [old.key],
    command,
    severity: 'danger',
    probes: askable(at, old.key, []) ? [{ ...rows, id: `${meta.id}:${old.key}.${quoteIdent(column)}` }] : [],
  }
}
