import type { LedgerRow, MigrationFile } from '../../domain/migration'

/** The files that the ledger says are applied, in the order in which that happened: a merge may have mixed them. */
export function appliedInOrder(files: MigrationFile[], rows: LedgerRow[]): MigrationFile[] {
  const byName = new Map(files.map((file) => [file.name, file]))
  const applied = rows
    .filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
    .sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.name, b.name))
    .flatMap((row) => byName.get(row.name) ?? [])
  // A ledger may hold one twice, as rows written by hand do: its script ran once.
  return [...new Set(applied)]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
