import type { Analysis } from './analysis'
import type { ProbeAnswer } from './finding'

/** A table that a plan touches, as the statistics of the live database have it. */
export interface TableFacts {
  /** `schema.name`. */
  name: string
  /** Estimate. */
  rows: number
  /** Of the table itself, TOAST included. */
  heapBytes: number
  indexBytes: number
  indexes: number
  /** What depends on it, in words: `view order_totals`, `foreign key order_items.order_items_order_id_fkey`. */
  dependents: string[]
  /** Rows written since the statistics were reset; null: not tracked. */
  writesSeen: number | null
}

/** How long one statement holds others up, once it has its locks. Waiting for the locks comes before it. */
export interface Prediction {
  migration: string
  statement: number
  /** Tables that are read or written whole. */
  tables: string[]
  bytes: number
  lowSeconds: number
  highSeconds: number
  /** In words: `reads 12 GB at 180-400 MB/s, measured on this database`. */
  because: string
}

/** Somebody who would make the deploy wait, or whom it would make wait, as seen at that moment. */
export interface InTheWay {
  kind:
    | 'long_transaction'
    | 'idle_in_transaction'
    | 'dump'
    | 'wraparound_vacuum'
    | 'prepared_transaction'
    | 'replica_lag'
  /** In words, with who and since when. */
  what: string
  /** Touched tables that it holds locks on. */
  tables: string[]
  pid: number | null
  seconds: number
}

/** What was seen on the live database beside the static analysis. Evidence of a moment. */
export interface LiveRisk {
  /** ISO 8601. */
  at: string
  tables: TableFacts[]
  answers: ProbeAnswer[]
  predictions: Prediction[]
  inTheWay: InTheWay[]
  /** Bytes that rewrites and index builds need for a while, and what is free; `freeBytes` null: not known, `why` says why. */
  disk: { neededBytes: number; freeBytes: number | null; why: string | null }
  /** Bytes a second of a sequential scan here; null: nothing large enough to measure. */
  scanRate: { low: number; high: number; measuredOn: string } | null
  /** INVALID indexes on touched tables, left by concurrent builds. */
  invalidIndexes: string[]
  /** What could not be looked at, and why. */
  notes: string[]
}

/** An answer that came out otherwise than the one that was approved. */
export interface ProbeChange {
  /** `Probe.id`. */
  id: string
  question: string
  /** `class`: none became some, or back. `threshold`: the policy's limit of seconds was crossed. */
  kind: 'class' | 'threshold'
  before: string
  now: string
}

export interface RiskEvidence {
  analysis: Analysis
  /** Null: only the scripts were judged. */
  live: LiveRisk | null
}
