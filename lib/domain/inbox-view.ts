import type { DeployRequestState } from './deploy-request-transition'
import type { EnvironmentRef } from './deploy-request-view'
import type { ResolutionRow } from './resolution-view'
import type { RunKind, RunState } from './run'
import type { RiskSummary } from './verdict'

export interface InboxRequest {
  project: { slug: string; name: string }
  number: number
  title: string
  state: DeployRequestState
  environment: EnvironmentRef
  openedBy: string
  updatedAt: string
  risk: RiskSummary | null
  /** In a sentence; null: there is no plan. */
  verdict: string | null
  /** What stands next, as far as the records tell: the gate itself is judged on its page. */
  waitsFor: string
}

export interface InboxRun {
  id: string
  project: { slug: string; name: string }
  environment: EnvironmentRef
  kind: RunKind
  state: RunState
  by: string
  at: string
  request: { number: number; title: string } | null
  /** What happened, where it has ended. */
  what: string | null
}

export interface InboxResolution extends ResolutionRow {
  project: { slug: string; name: string }
  environment: EnvironmentRef
  /** What the viewer may do for it; `nothing`: the viewer proposed it, and others go on. */
  mine: 'approve' | 'carry_out' | 'nothing'
}

export interface InboxView {
  review: InboxRequest[]
  /** Resolutions that the viewer may approve or carry out, or proposed. */
  resolutions: InboxResolution[]
  mine: InboxRequest[]
  running: InboxRun[]
  failed: InboxRun[]
}
