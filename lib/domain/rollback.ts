import type { KeptReverse, PutBackForecast } from './kept-data'
import type { Loss, ReverseSql } from './plan'
import type { RollbackWay } from './run'

export interface RollbackOption {
  way: RollbackWay
  possible: boolean
  /** Why not, when it is not. */
  impossibleBecause: string[]
  /** In one sentence what it does. */
  does: string
  losses: Loss[]
  /** Lost writes of a restore: snapshot to deploy, and deploy to now. Null: unknown, `unknown` says why. */
  writtenSince?: { table: string; beforeDeploy: number | null; afterDeploy: number | null }[]
  unknown: string[]
  /** What one should know before, and what is neither lost nor unknown: sessions that end, disk that is needed. */
  notes?: string[]
  /** Milliseconds; null: not measured. */
  expectedMs: number | null
}

/** Every way back from a deploy run, computed now on the live database. */
export interface RollbackPreview {
  at: string
  deployRunId: string
  /** Newest first. */
  migrations: string[]
  best: RollbackWay | null
  /** Only the first migrations of the deploy are applied, and these are taken back; null: all of them. */
  part: { applied: number; of: number } | null
  reverse: RollbackOption & { sql: ReverseSql; planFingerprint: string; reverseFingerprint: string }
  /** Null: the deploy kept nothing. */
  kept:
    | (RollbackOption & { reverse: KeptReverse; forecasts: PutBackForecast[]; keptFingerprint: string })
    | null
  restore: RollbackOption & { snapshotId: string | null }
  /** A pipeline's next `prisma migrate deploy` would apply them again: what to do about it. */
  pipelineWarning: { text: string; waysOut: string[] }
}
