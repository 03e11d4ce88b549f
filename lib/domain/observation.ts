import type { MigrationStatus } from './migration'

/** What was seen of an environment at one look. */
export interface EnvironmentObservation {
  at: string
  /** Digest of the revision that it was compared with. */
  revisionDigest: string
  migrations: MigrationStatus[]
  /** False: no ledger table yet. */
  hasLedger: boolean
  /** Other tables than the ledger exist. */
  empty: boolean
  schemaFingerprint: string
  ledgerFingerprint: string
  drift: DriftState
}

/** Drift of the live schema from what its applied migrations produce. `unknown` has a reason in `details`. */
export interface DriftState {
  state: 'none' | 'drifted' | 'unknown'
  /** In words, object by object. */
  details: string[]
  checkedAt: string | null
}
