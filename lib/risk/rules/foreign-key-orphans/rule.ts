import { nodeOf } from '../../../sql/node-of'
import { allAddedConstraints } from '../../altering/all-added-constraints'
import { findConstraint, keyOf } from '../../model/lookup'
import type { Constraint, Table } from '../../model/model'
import { texts } from '../../model/names'
import { askedTable } from '../../probes/asked-table'
import { valuesProbe } from '../../probes/nulls'
import { orphansProbe } from '../../probes/orphans'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { filledBefore, mendedBefore } from '../../tables/mended-before'
import { namesBefore } from '../../tables/names-before'
import { columnIn, type OldTable, oldTable } from '../../tables/old-table'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'foreign-key-orphans',
  title: 'A foreign key over rows that may point nowhere',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'scan',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A foreign key is refused at the first old row whose parent is not there, and with it the whole deploy. Rows of that kind are what is left of parents that were deleted while nothing kept them.',
  safe: [
    {
      what: 'Look for orphans.',
      sql: 'SELECT count(*) FROM orders o WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = o.user_id);',
    },
    { what: 'Delete them or point them elsewhere, in a migration before this one.' },
    {
      what: 'Add the key NOT VALID, which already keeps new ones out, and validate it afterwards.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    },
  ],
}

interface Key {
  columns: string[]
  parent: string
  parentColumns: string[]
  full: boolean
  command: number
  proofOnly: boolean
}

export const foreignKeyOrphans: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn', 'AT_AddConstraint', 'AT_ValidateConstraint'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const old = statement?.objtype === 'OBJECT_TABLE' ? oldTable(at, statement.relation) : null
    return old ? [...added(at), ...validated(at, old)].flatMap((key) => judged(at, old, key)) : []
  },
}

function added(at: StatementAt): Key[] {
  return allAddedConstraints(at.commands).flatMap(({ constraint, command, column }): Key[] => {
    const { contype, pktable, fk_attrs, pk_attrs, fk_matchtype, skip_validation } = constraint
    // A column that comes with its foreign key is NULL everywhere, unless a default fills it.
    if (contype !== 'CONSTR_FOREIGN' || !pktable || skip_validation || column !== null) return []
    if (constraint.is_enforced === false) return []
    const parent = keyOf(at.schema, pktable)
    const parentColumns = pk_attrs ? texts(pk_attrs) : primaryKeyColumns(at.schema.tables.get(parent))
    return [
      {
        columns: texts(fk_attrs),
        parent,
        parentColumns,
        full: fk_matchtype === 'f',
        command,
        proofOnly: false,
      },
    ]
  })
}

function validated(at: StatementAt, old: OldTable): Key[] {
  return at.commands.flatMap(({ subtype, name }, command): Key[] => {
    const constraint = subtype === 'AT_ValidateConstraint' ? findConstraint(old.table, name) : null
    if (!constraint?.references || constraint.validated) return []
    const { table: parent, columns: parentColumns } = constraint.references
    return [{ columns: constraint.columns, parent, parentColumns, full: false, command, proofOnly: true }]
  })
}

function primaryKeyColumns(table: Table | undefined): string[] {
  const constraints: Constraint[] = [...(table?.constraints.values() ?? [])]
  return constraints.find(({ kind }) => kind === 'primary')?.columns ?? []
}

function judged(at: StatementAt, old: OldTable, key: Key): Draft[] {
  const { columns, parent, command, proofOnly } = key
  const kinds = columns.map((name) => columnIn(at, old, name))
  if (kinds.includes('fresh') || kinds.includes('missing')) return []
  if (mendedBefore(at, old.key, columns) || stoodBefore(at, old.key, key)) return []
  const parentTable = at.schema.tables.get(parent)
  const isNewParent = parent !== old.key && at.isFresh(parentTable)
  if (filledBefore(at, parent)) return []
  const names = inWords(columns)
  return [
    {
      title: isNewParent
        ? `Fails if a row of ${old.name} holds a value in ${names}: ${shown(parent)} is new and empty`
        : `Fails if ${names} of a row of ${old.name} is in no row of ${shown(parent)}`,
      reason: `The foreign key is refused at the first row whose parent is not there, and the deploy stops.`,
      tables: [old.key, parent],
      command,
      severity: proofOnly ? 'notice' : 'warning',
      probes: probes(at, old, key, isNewParent),
    },
  ]
}

/** The same foreign key held until this script dropped it, so that no row can point nowhere. */
function stoodBefore(at: StatementAt, table: string, { columns, parent, parentColumns }: Key): boolean {
  const [child, target] = [
    namesBefore(at, table, columns).at(-1),
    namesBefore(at, parent, parentColumns).at(-1),
  ]
  const constraints = at.migration.before.tables.get(child?.key ?? '')?.constraints.values() ?? []
  return [...constraints].some(
    ({ references, validated, columns: own }) =>
      validated &&
      references?.table === target?.key &&
      isSame(own, child?.columns ?? []) &&
      (parentColumns.length === 0 || isSame(references?.columns ?? [], target?.columns ?? [])),
  )
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at])
}

function probes(at: StatementAt, old: OldTable, key: Key, isNewParent: boolean) {
  const { columns, parent, parentColumns, full } = key
  const table = askedTable(at.migration.before, old.key)
  const [only = ''] = columns
  if (!askable(at, old.key, columns)) return []
  if (isNewParent)
    return columns.length === 1 ? [{ ...valuesProbe(meta.id, table, only), means: 'fails' as const }] : []
  if (parentColumns.length !== columns.length || !askable(at, parent, parentColumns)) return []
  return [orphansProbe(meta.id, table, { columns, parent, parentColumns, full })]
}
