import { createHash } from 'node:crypto'
import type { LedgerRow, MigrationFile, MigrationState, MigrationStatus } from './migration'

/**
 * The state of every migration that the files or the ledger know, sorted by name. Of several rows with one name the
 * newest that was not taken back decides, else the newest: Prisma applies a taken back migration again under a new
 * row, and clocks that disagree must not let the old row win.
 */
export function migrationStatuses(files: MigrationFile[], rows: LedgerRow[]): MigrationStatus[] {
  const deciding = decidingRows(rows)
  const applied = [...deciding.values()].filter(isApplied).map((row) => row.name)
  const newestApplied = applied.sort().at(-1) ?? ''
  const known = new Set(files.map((file) => file.name))

  const ofFiles = files.map((file): MigrationStatus => {
    const row = deciding.get(file.name) ?? null
    return { name: file.name, state: stateOf(file, row, newestApplied), checksum: file.checksum, row }
  })
  const ofLedger = [...deciding.values()]
    .filter((row) => !known.has(row.name))
    // Taken back and its file removed: nothing is left to say about it.
    .filter((row) => row.rolledBackAt === null)
    .map((row): MigrationStatus => {
      return { name: row.name, state: isApplied(row) ? 'missing' : 'failed', checksum: row.checksum, row }
    })
  return [...ofFiles, ...ofLedger].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Prisma's rule: equal, or equal once the file's line ends are `\n`, or `\r\n`. */
export function checksumMatches(file: MigrationFile, checksum: string): boolean {
  if (file.checksum === checksum) return true
  const unix = file.sql.replaceAll('\r\n', '\n')
  return sha256(unix) === checksum || sha256(unix.replaceAll('\n', '\r\n')) === checksum
}

function decidingRows(rows: LedgerRow[]): Map<string, LedgerRow> {
  const deciding = new Map<string, LedgerRow>()
  for (const row of rows) {
    const other = deciding.get(row.name)
    if (other === undefined || decidesOver(row, other)) deciding.set(row.name, row)
  }
  return deciding
}

function decidesOver(row: LedgerRow, other: LedgerRow): boolean {
  const taken = (candidate: LedgerRow) => candidate.rolledBackAt !== null
  if (taken(row) !== taken(other)) return taken(other)
  return row.startedAt >= other.startedAt
}

function isApplied(row: LedgerRow): boolean {
  return row.finishedAt !== null && row.rolledBackAt === null
}

function stateOf(file: MigrationFile, row: LedgerRow | null, newestApplied: string): MigrationState {
  if (row === null) return file.name < newestApplied ? 'out_of_order' : 'pending'
  if (row.rolledBackAt !== null) return 'rolled_back'
  if (row.finishedAt === null) return 'failed'
  return checksumMatches(file, row.checksum) ? 'applied' : 'edited'
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
