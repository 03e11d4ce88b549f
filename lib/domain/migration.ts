/** A migration of a revision. `checksum` is the sha256 (hex) of the file's bytes, as Prisma computes it. */
export interface MigrationFile {
  name: string
  sql: string
  checksum: string
}

/** One row of the ledger (`_prisma_migrations`). Times are ISO 8601. */
export interface LedgerRow {
  id: string
  checksum: string
  name: string
  startedAt: string
  finishedAt: string | null
  rolledBackAt: string | null
  logs: string | null
  appliedStepsCount: number
}

export type MigrationState =
  | 'applied'
  | 'pending'
  | 'failed'
  /** Applied, and the file was changed afterwards. */
  | 'edited'
  /** Applied, and the project has no file for it. */
  | 'missing'
  /** Was applied and taken back; the next deploy applies it again. */
  | 'rolled_back'
  /** Pending, although a later one is applied. */
  | 'out_of_order'

export interface MigrationStatus {
  name: string
  state: MigrationState
  /** Checksum of the file, or of the ledger where no file is. */
  checksum: string
  /** The row that decided; null for a migration that the ledger does not know. */
  row: LedgerRow | null
}

/** States that a deploy takes as work to do. */
export const pendingStates: readonly MigrationState[] = ['pending', 'out_of_order', 'rolled_back']
/** States that keep a deploy from starting, since the base is not what the files say. */
export const troubledStates: readonly MigrationState[] = ['failed', 'edited', 'missing']
