import type { CatalogChange } from './catalog'
import type { KeepCost, KeepOrder, KeepRefusal, KeptReverse } from './kept-data'
import type { RiskEvidence } from './live-risk'
import type { Statement } from './statement'

/** How one migration will be executed. `atomic`: one transaction, ledger row included. */
export type ExecutionMode = 'atomic' | 'stepwise'

/** Statements that commit together; indices into the migration's `statements`. */
export interface Segment {
  transaction: boolean
  statements: number[]
}

export interface PlannedMigration {
  name: string
  checksum: string
  sql: string
  mode: ExecutionMode
  statements: Statement[]
  segments: Segment[]
  /** What the reader must know: a stripped BEGIN/COMMIT, a script sent whole because it does not parse. */
  notes: string[]
  /** What this migration does to the schema. Empty for pure data migrations. */
  changes: CatalogChange[]
  /** Of a stepwise one, what each segment does; together `changes`. Plans of before have none. */
  segmentChanges?: CatalogChange[][]
  /** Fingerprint of the schema after each segment; the last is the chain's. */
  links?: string[]
  /** What is copied aside before it is destroyed, in the order of the segments. */
  keeps?: KeepOrder[]
}

export interface ReverseSql {
  /** Null: no reverse could be computed; `problems` says why. */
  sql: string | null
  statements: Statement[]
  /** Tried on the shadow: forward, then this, and the catalog was compared. */
  tried: boolean
  /** What stays different after the reverse was tried, in words. Empty and tried: the schema comes back whole. */
  differences: string[]
  problems: string[]
}

/**
 * What a deploy request would do. Immutable. `chain[0]` is the base's schema fingerprint and `chain[i]` the one
 * after migration i, so `chain.length === migrations.length + 1`.
 */
export interface Plan {
  format: 1
  environmentId: string
  revisionDigest: string
  /** sha256 over the ledger's applied rows: names and checksums, in order. */
  ledgerFingerprint: string
  chain: string[]
  migrations: PlannedMigration[]
  reverse: ReversePlan
  /** The way back that also puts back what the deploy keeps. Null: nothing is kept. Plans of before have none. */
  keptReverse?: KeptReverse | null
  /** What would be lost and is not kept, and why. */
  notKept?: KeepRefusal[]
  /** The engine's diff from the base to the end, as SQL: the same as the scripts unless they were written by hand. */
  schemaDiffSql: string
  /** The engine's own summary of that diff. */
  schemaDiffSummary: string
  /** The change of schema, object by object, in words. */
  changesInWords: string[]
}
export type ReversePlan = ReverseSql

/** Something that a statement would destroy, counted on the live database. */
export interface Loss {
  /** Catalog key of what is lost, for example `column:public.orders.note`. */
  object: string
  what: string
  /** Rows or values that are lost; null: not counted, `why` says so. */
  count: number | null
  /** Of how many. */
  of: number | null
  exact: boolean
  why?: string
}

/** Beside the plan, at a moment; never part of the fingerprint. */
export interface Evidence {
  at: string
  losses: Loss[]
  /** The engine's own warnings, counted on the live database. */
  engineWarnings: string[]
  /** Why the engine has said nothing, where it has not. */
  engineNote?: string
  /** What will fail with the rows that are there now. */
  unexecutable: string[]
  /** Estimated rows and bytes of each table that the plan touches. */
  tables: { name: string; rows: number; bytes: number }[]
  /** What the reverse SQL would lose, if it ran right after the deploy. */
  reverseLosses: Loss[]
  /** What each copy of kept data costs. Evidence of before has none. */
  keeps?: KeepCost[]
  /** What would be lost all the same if the reverse that puts kept data back ran right after the deploy. */
  keptLosses?: Loss[]
  /** What of the reverse SQL the rows that are there now would refuse. */
  reverseUnexecutable?: string[]
  /** The risk analysis. Plans of before have none. */
  risk?: RiskEvidence
}

/** Why a plan replaced another one. */
export interface PlanChange {
  reason: 'files' | 'ledger' | 'schema' | 'segments'
  explanation: string
  details: string[]
}
