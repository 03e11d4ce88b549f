import type { AlterTableCmd, AlterTableStmt } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Column } from '../../model/model'
import { isReplaced } from '../../prisma/column-renames'
import { askedTable } from '../../probes/asked-table'
import { valuesProbe } from '../../probes/nulls'
import { canWait } from '../../recipes/can-wait'
import { removeLater } from '../../recipes/remove-later'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { columnIn, type OldTable, oldTable } from '../../tables/old-table'
import { quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'ban-drop-column',
  title: 'Dropping a column',
  family: 'loses_data',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table; on referenced tables too, where a foreign key goes with it',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'certain',
  breaksApp: true,
  versions: null,
  why: 'The values of the column are gone with the commit, in every row, and only a backup brings them back. Code that runs while the migration is deployed still names the column: each of its queries fails from that moment until the new release runs everywhere. An ORM names all columns of its schema, also those that no page shows.',
  safe: [
    { what: 'Deploy code that neither reads nor writes the column.' },
    {
      what: 'If it is NOT NULL and has no default, let rows be inserted without it.',
      sql: 'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;',
    },
    { what: 'Drop it in a later release.', sql: 'ALTER TABLE orders DROP COLUMN note;' },
  ],
}

export const banDropColumn: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_DropColumn'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    const old = isTable(statement) ? oldTable(at, statement?.relation, statement?.missing_ok) : null
    return old ? at.commands.flatMap((command, index) => dropped(at, old, command, index)) : []
  },
}

function isTable(statement: AlterTableStmt | undefined): boolean {
  return statement?.objtype === 'OBJECT_TABLE'
}

function dropped(at: StatementAt, old: OldTable, command: AlterTableCmd, index: number): Draft[] {
  const { name = '', subtype } = command
  // What is added again has a finding of its own.
  if (isReplaced(at.migration, at.statement.index, index)) return []
  const column = subtype === 'AT_DropColumn' ? columnIn(at, old, name) : 'fresh'
  if (column === 'fresh' || (column === 'missing' && command.missing_ok)) return []
  const known = column === 'missing' ? null : column
  const computed = known?.generated != null
  return [
    {
      title: computed
        ? `Drops ${old.name}.${name}, which running code may still read`
        : `Drops ${old.name}.${name} with every value in it`,
      reason: computed
        ? `${name} is computed from other columns, so nothing is lost for good, but every query of running code that names it fails.`
        : `What ${old.name} holds in ${name} is gone once this commits, and every query of running code that names the column fails.`,
      tables: [old.key],
      command: index,
      dataLoss: computed ? 'none' : 'certain',
      family: computed ? 'breaks_app' : 'loses_data',
      probes:
        !computed && askable(at, old.key, [name])
          ? [valuesProbe(meta.id, askedTable(at.migration.before, old.key), name)]
          : [],
      recipe: removeLater({
        what: `${old.name}.${name}`,
        sql: `ALTER TABLE ${old.sql} DROP COLUMN ${quoteIdent(name)}${command.behavior === 'DROP_CASCADE' ? ' CASCADE' : ''};`,
        loosen: loosening(old, known),
        command: index,
        movable: isNamedOnce(at, name) && canWait(at, { names: [name], table: null }),
      }),
    },
  ]
}

/** Inserts that leave it out would fail while it stands. */
function loosening({ table, sql }: OldTable, column: Column | null) {
  if (!column?.notNull || column.default || column.identity || column.generated) return null
  for (const { kind, columns } of table?.constraints.values() ?? []) {
    if (kind === 'primary' && columns.includes(column.name)) return null
  }
  return { table: sql, command: `ALTER COLUMN ${quoteIdent(column.name)} DROP NOT NULL` }
}

/** Another command of the same statement that needs it gone: ADD COLUMN of the same name. */
function isNamedOnce({ commands }: StatementAt, name: string): boolean {
  return (
    commands.filter(
      (each) => each.name === name || (each.def && nodeOf(each.def, 'ColumnDef')?.colname === name),
    ).length === 1
  )
}
