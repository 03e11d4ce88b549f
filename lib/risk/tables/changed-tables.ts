import type { Table } from '../model/model'
import type { MigrationAt } from '../rule'

/** The tables that the script created or changed, as they are after it. Partitions are as their parents. */
export function changedTables(migration: MigrationAt): Table[] {
  const { walked } = migration
  const told = known.get(migration)
  if (told?.after === walked.length) return told.tables
  const tables = findChanged(migration)
  known.set(migration, { after: walked.length, tables })
  return tables
}

/** By script, after so many of its statements: many rules ask. */
const known = new WeakMap<MigrationAt, { after: number; tables: Table[] }>()

function findChanged({ schema, before }: MigrationAt): Table[] {
  const changed: Table[] = []
  for (const table of schema.tables.values()) {
    if (before.tables.get(table.key) === table || table.partitionOf !== null || table.temporary) continue
    changed.push(table)
  }
  return changed
}

/** Which statement of the script made it; null: none of them. */
export function statementOf({ index }: MigrationAt, { born }: Pick<Table, 'born'>): number | null {
  return born?.migration === index ? born.statement : null
}

/** The command of an ALTER TABLE that adds a constraint of that name, or a column; null: it is not one of these. */
export function commandOf(
  { walked }: MigrationAt,
  statement: number,
  names: readonly string[],
): number | null {
  const commands = walked[statement]?.commands ?? []
  const found = commands.findIndex(({ def }) => {
    const { Constraint, ColumnDef } = (def ?? {}) as {
      Constraint?: { conname?: string }
      ColumnDef?: { colname?: string }
    }
    return names.includes(Constraint?.conname ?? '') || names.includes(ColumnDef?.colname ?? '')
  })
  return found < 0 ? null : found
}
