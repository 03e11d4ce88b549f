import type { Act } from './act'
import type { EnvironmentRef } from './deploy-request-view'
import type { DriftedObject } from './observation'
import type { Outcome } from './outcome'
import type { Diagnosis, Resolution, ResolutionKind, Trouble, TroubleKind, Way } from './resolution'
import type { ResolutionActs, ResolutionState } from './resolution-transition'
import type { RunState } from './run'

/** A way out and what it is confirmed by. */
export interface DiagnosedWay extends Way {
  /** `resolutionFingerprint`; null where there is none. */
  fingerprint: string | null
}

export interface DiagnosedTrouble extends Omit<Trouble, 'ways'> {
  ways: DiagnosedWay[]
}

/** A diagnosis as a page shows it. */
export interface EnvironmentDiagnosis extends Omit<Diagnosis, 'troubles'> {
  revisionDigest: string
  troubles: DiagnosedTrouble[]
}

export interface ApprovalView {
  id: string
  name: string
  at: string
}

/** Who approved a resolution, the first one first. Once it is settled, everybody who did. */
export interface ApprovalsView {
  /** By the policy of now. */
  wanted: number
  missing: number
  given: ApprovalView[]
  /** Those that do not count any more: who gave them may not approve by now. */
  lapsed: ApprovalView[]
}

/** A resolution in a list. Times are ISO 8601. */
export interface ResolutionRow {
  id: string
  state: ResolutionState
  kind: ResolutionKind
  trouble: TroubleKind
  migration: string | null
  title: string
  proposedBy: string
  approvals: ApprovalsView
  at: string
  runId: string | null
}

export interface IgnoredDriftRow {
  id: string
  key: string
  /** The object in words. */
  what: string
  reason: string
  by: string
  at: string
  /** It is still there as it was when it was ignored; null: not known since. */
  stands: boolean | null
}

/** What an environment's page of troubles shows before anything was worked out. */
export interface AttentionView {
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  /** How many others have to approve what is proposed here. */
  approvalsWanted: number
  resolutions: ResolutionRow[]
  ignored: IgnoredDriftRow[]
  /** What counts as drift, object by object, as it was last seen. */
  drifted: DriftedObject[]
  acts: { propose: Act; carryOut: Act; ignore: Act }
}

/** One resolution with everything its page shows. */
export interface ResolutionView {
  id: string
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  state: ResolutionState
  body: Resolution
  fingerprint: string
  reason: string
  proposedBy: { id: string; name: string }
  approvals: ApprovalsView
  createdAt: string
  /** Of files that are written anew: what was there when it was proposed, where that is known, by their paths. */
  befores: Record<string, string>
  /** The newest last. */
  runs: { id: string; state: RunState; by: string; at: string; outcome: Outcome | null }[]
  acts: ResolutionActs
}
