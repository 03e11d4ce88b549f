import type { DatabaseErrorInfo, LockHolder } from './database-error'
import type { WriteMark } from './snapshot'

export type RunKind = 'deploy' | 'rollback' | 'snapshot' | 'restore' | 'resolve'
export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'unverified' | 'unknown'
export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'unknown'
export type StepKind =
  | 'preflight'
  | 'snapshot'
  | 'migration'
  | 'statement'
  | 'verify'
  | 'reverse'
  | 'ledger'
  | 'restore'
  | 'swap'
  | 'take'
  | 'files'

export type RollbackWay = 'reverse' | 'restore'

/** What was asked for, by kind. */
export type RunInput =
  | { kind: 'deploy'; planFingerprint: string; takeSnapshot: boolean }
  /** Carries out a `Resolution` of lib/domain/resolution.ts. */
  | { kind: 'resolve'; resolutionId: string; fingerprint: string }
  | { kind: 'snapshot'; method: 'auto' | 'dump' | 'clone' }
  | {
      kind: 'rollback'
      way: 'reverse'
      deployRunId: string
      planFingerprint: string
      /** Of the reverse SQL, which is in no plan's fingerprint. */
      reverseFingerprint: string
    }
  | { kind: 'rollback'; way: 'restore'; deployRunId: string; snapshotId: string }

export interface StepDetail {
  migration?: string
  statement?: number
  sql?: string
  line?: number
  durationMs?: number
  rows?: number | null
  attempt?: number
  error?: DatabaseErrorInfo
  holders?: LockHolder[]
  /** Free words for the reader, one a line. */
  notes?: string[]
  /** Id of the migration's row in the ledger, written before the row is: recovery looks for it. */
  ledgerRow?: string
  /** Where the target stood right after the last commit: what was written since is told from this. */
  mark?: WriteMark
  /** Names of a restore's databases, written before it begins: recovery tells by them how far it came. */
  restore?: { live: string; liveOid: number; beside: string; failed: string }
  /** Bytes or tables done, where known. */
  progress?: { done: number; of: number | null; unit: string }
}

/** "a deploy", "a resolution": what a run is called in a sentence. */
export function runNoun(kind: RunKind): string {
  return kind === 'resolve' ? 'resolution' : kind
}

/** Those that hold their environment. */
export const unfinishedRunStates: RunState[] = ['queued', 'running']

export const endedRunStates: readonly RunState[] = [
  'succeeded',
  'failed',
  'cancelled',
  'unverified',
  'unknown',
]
