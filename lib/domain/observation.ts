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
  /** What the live schema holds that a Prisma schema cannot express; not there in looks of before. */
  hidden?: { total: number; items: HiddenObject[] }
}

export interface HiddenObject {
  /** `index`, `policy`… */
  kind: string
  name: string
  /** "a partial index" */
  why: string
}

/** Drift of the live schema from what its applied migrations produce. `unknown` has a reason in `details`. */
export interface DriftState {
  state: 'none' | 'drifted' | 'unknown'
  /** In words, object by object. */
  details: string[]
  checkedAt: string | null
  /** Every difference, those that are ignored too; not there in looks of before, nor where it is unknown. */
  objects?: DriftedObject[]
}

/** A difference of the live schema, exactly as it was seen. */
export interface DriftedKey {
  /** Catalog key. */
  key: string
  /** `driftDefinitions` of lib/domain/resolution-fingerprint.ts: what ignoring it binds to. */
  definitions: string
}

export interface DriftedObject extends DriftedKey {
  /** One line, as in `details`. */
  what: string
  ignored: boolean
}
