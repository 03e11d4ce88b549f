import type { FileChange } from './file-change'
import type { MigrationStatus } from './migration'
import type { Segment } from './plan'
import type { Statement } from './statement'

/** What keeps a history from being what its files say. */
export type TroubleKind =
  /** Tables are there and no ledger: Prisma never touched this database. */
  | 'unmanaged'
  | 'failed'
  | 'edited'
  | 'missing'
  /** Missing and pending migrations at once: two lines of history met here. */
  | 'diverged'
  | 'out_of_order'
  | 'drift'

export type ResolutionKind =
  /** The database's schema becomes the first migration, marked as applied. */
  | 'baseline'
  /** Failed: run the statements that did not run, and record the migration as applied. */
  | 'finish'
  /** Failed: take back what ran, and record the migration as rolled back. */
  | 'undo'
  /** The schema holds all that the script does: record it as applied. */
  | 'mark_applied'
  /** The schema holds nothing of it: record it as rolled back, so that the next deploy applies it. */
  | 'mark_rolled_back'
  /** Put the file back as it was when it was applied. */
  | 'restore_file'
  /** Edited: the ledger takes the file's new checksum. */
  | 'accept_edit'
  /** Edited: the old text comes back, and what the edit added becomes the next migration. */
  | 'split_edit'
  /** Missing: the ledger forgets it (as rolled back), since the schema holds nothing of it. */
  | 'forget'
  /** Missing: a file with what it did, read from the live schema. */
  | 'recover_file'
  /** Out of order: the folder gets a name after the newest applied one. */
  | 'rename_migration'
  /** Drift becomes a migration that is marked as applied here. */
  | 'adopt_drift'
  /** A migration that takes the drift back, to be deployed. */
  | 'revert_drift'

export interface Trouble {
  kind: TroubleKind
  /** The migration, or null for what concerns the whole database. */
  migration: string | null
  /** One sentence for somebody who does not know Prisma's ledger. */
  what: string
  /** The evidence, a sentence or a line each. */
  details: string[]
  /** Edited: the two texts; `before` is null where nobody knows it any more. */
  texts?: { before: string | null; beforeFrom: string | null; after: string }
  /** Nothing has to be done about it: a deploy goes on as it is. */
  harmless?: true
  /** Failed: how far the script came. Statements are 0-based positions; null: none of its states is the live one. */
  reached?: { statements: Statement[]; done: number | null }
  /** The best first. */
  ways: Way[]
}

/** A way out. `resolution` is null where it is none, and `impossibleBecause` says why. */
export interface Way {
  kind: ResolutionKind
  title: string
  recommended: boolean
  resolution: Resolution | null
  impossibleBecause: string[]
}

export interface Diagnosis {
  /** ISO 8601. */
  at: string
  statuses: MigrationStatus[]
  hasLedger: boolean
  /** No table but the ledger. */
  empty: boolean
  /** In the order in which they should be resolved. */
  troubles: Trouble[]
  /** What could not be looked at, and why. */
  unknown: string[]
}

export type LedgerChange =
  | { change: 'create_table' }
  | { change: 'insert_applied'; name: string; checksum: string }
  /** An unfinished row becomes a finished one. */
  | { change: 'finish'; id: string; name: string }
  | { change: 'mark_rolled_back'; id: string; name: string }
  | { change: 'set_checksum'; id: string; name: string; checksum: string }

/**
 * One way out of a trouble, worked out against the live database and not yet carried out. Immutable; what is confirmed
 * is its fingerprint. Files are changed first, then, in one transaction where `work` allows it, the database.
 */
export interface Resolution {
  format: 1
  kind: ResolutionKind
  trouble: TroubleKind
  migration: string | null
  title: string
  /** What it will do, a sentence each, in order. */
  does: string[]
  /** What was compared or tried to know that it is right, a sentence each. */
  proof: string[]
  warnings: string[]
  /** How to take it back. */
  takeBack: string
  /** What comes next, once it is done. */
  next: string
  files: FileChange[]
  /** What it was worked out on; anything else refuses. */
  base: { schemaFingerprint: string; ledger: string }
  /** SQL for the environment, none for null. Segments index `statements`. */
  work: { sql: string; mode: 'atomic' | 'stepwise'; statements: Statement[]; segments: Segment[] } | null
  ledger: LedgerChange[]
  /** Fingerprint of the schema afterwards. */
  after: string
}

/** A difference between the live schema and its migrations that somebody decided to leave as it is. */
export interface IgnoredDrift {
  /** Catalog key. */
  key: string
  /** sha256 over the expected and the live definition: when either changes, it is drift again. */
  definitions: string
  reason: string
  by: string
  at: string
}
