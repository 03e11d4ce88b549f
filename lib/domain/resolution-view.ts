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

/** A resolution in a list. Times are ISO 8601. */
export interface ResolutionRow {
  id: string
  state: ResolutionState
  kind: ResolutionKind
  trouble: TroubleKind
  migration: string | null
  title: string
  proposedBy: string
  approvedBy: string | null
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
  /** Somebody else has to approve what is proposed here. */
  needsApproval: boolean
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
  approvedBy: { id: string; name: string; at: string } | null
  createdAt: string
  needsApproval: boolean
  /** The newest last. */
  runs: { id: string; state: RunState; by: string; at: string; outcome: Outcome | null }[]
  acts: ResolutionActs
}
