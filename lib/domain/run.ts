import type { DatabaseErrorInfo, LockHolder } from './database-error'
import type { KeptCopy } from './kept-data'
import type { RowsLost } from './rows-lost'
import type { SnapshotChoice, WriteMark } from './snapshot'

export type RunKind = 'deploy' | 'rollback' | 'snapshot' | 'restore' | 'resolve' | 'rehearse'
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
  | 'keep'
  | 'put_back'
  | 'rehearse'

/** Whether a statement ran that was under way when its run stopped. */
export type Doubt = 'ran' | 'did_not_run'

export type RollbackWay = 'reverse' | 'kept' | 'restore'

/** What was asked for, by kind. */
export type RunInput =
  | {
      kind: 'deploy'
      planFingerprint: string
      takeSnapshot: boolean
      /** The run that stopped half-way in a stepwise migration of the same plan: this one goes on where that ended. */
      resumes?: string
      /** What somebody who looked says of the one statement of which nothing else can tell whether it ran. */
      doubt?: Doubt
    }
  /** Carries out a `Resolution` of lib/domain/resolution.ts. */
  | { kind: 'resolve'; resolutionId: string; fingerprint: string }
  | { kind: 'snapshot'; method: SnapshotChoice }
  /** Restores a snapshot into a new database beside the live one, to look inside; nothing else is touched. */
  | { kind: 'restore'; snapshotId: string; name: string }
  /** Tries the plan and its ways back on a copy. `snapshotId` null: the method that fits makes a copy first. */
  | { kind: 'rehearse'; planFingerprint: string; snapshotId: string | null }
  | {
      kind: 'rollback'
      way: 'reverse'
      deployRunId: string
      planFingerprint: string
      /** Of the reverse SQL, which is in no plan's fingerprint. */
      reverseFingerprint: string
      /** Only so many migrations of the plan are applied, the first: the reverse is that of those. */
      appliedCount?: number
    }
  | {
      kind: 'rollback'
      way: 'kept'
      deployRunId: string
      planFingerprint: string
      /** `keptFingerprint` of the preview: the parts, as they will be sent. */
      reverseFingerprint: string
      /** Values that were written since the deploy: left as they are, or overwritten with what was kept. */
      changedSince: 'leave' | 'overwrite'
      /** As of the reverse. */
      appliedCount?: number
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
  /** Sessions that wait for locks of the run. */
  blocked?: LockHolder[]
  /** Free words for the reader, one a line. */
  notes?: string[]
  /** Id of the migration's row in the ledger, written before the row is: recovery looks for it. */
  ledgerRow?: string
  /** Where the target stood right after the last commit: what was written since is told from this. */
  mark?: WriteMark
  /** What is known of it from the run that this one resumes. */
  carried?: StepState
  /** What was copied aside, once that committed. */
  kept?: KeptCopy[]
  /** Names of a restore's databases, written before it begins: recovery tells by them how far it came. */
  restore?: { live: string; liveOid: number; beside: string; failed: string }
  /** What a restore took back. */
  lost?: RowsLost
  /** A snapshot that is restored to be looked at, written before it begins; the OID once there is one. */
  restoreCopy?: { name: string; beside: string; databaseOid: number | null }
  /** On which server a rehearsal makes its copies, written before it does. */
  scratch?: 'environment' | 'embedded'
  /** Bytes or tables done, where known. */
  progress?: {
    done: number
    of: number | null
    unit: string
    /** Beside what is counted, where both are known. */
    bytes?: { done: number; of: number | null }
  }
}

/** "a deploy", "a resolution": what a run is called in a sentence. */
export function runNoun(kind: RunKind): string {
  if (kind === 'rehearse') return 'rehearsal'
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
