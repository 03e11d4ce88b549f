import type { Act } from './act'
import {
  type DeployRequestState,
  deployRequestStates,
  unsettledDeployRequestStates,
} from './deploy-request-transition'
import type { Gate } from './gate'
import type { JudgedFinding } from './judge-findings'
import type { Outcome } from './outcome'
import type { Role } from './permission'
import type { Evidence, Plan, PlanChange } from './plan'
import type { EnvironmentKind } from './policy'
import type { RehearsalView } from './rehearsal-view'
import type { VerdictPiece } from './risk-verdict'
import type { RunKind, RunState } from './run'
import type { ResumeView } from './run-view'
import type { RiskSummary } from './verdict'

export interface Person {
  id: string
  name: string
}

export interface EnvironmentRef {
  slug: string
  name: string
  kind: EnvironmentKind
}

/** A row of the list. Times are ISO 8601. */
export interface DeployRequestRow {
  number: number
  title: string
  state: DeployRequestState
  environment: EnvironmentRef
  openedBy: Person
  createdAt: string
  updatedAt: string
  /** Null: no plan could be made yet. */
  risk: RiskSummary | null
  /** In a sentence; null: there is no plan. */
  verdict: string | null
  approvals: { given: number; needed: number }
  changesRequested: boolean
  comments: number
}

export interface RunRef {
  id: string
  kind: RunKind
  state: RunState
  createdAt: string
  startedAt: string | null
  endedAt: string | null
  requestedBy: Person
  outcome: Outcome | null
}

/** What happened to a deploy request, oldest first. */
export type ConversationEntry =
  | { kind: 'opened'; id: string; at: string; by: Person; body: string }
  | {
      kind: 'review'
      id: string
      at: string
      by: Person
      verdict: 'approve' | 'request_changes' | 'comment'
      body: string
      planFingerprint: string | null
      voidedAt: string | null
      voidedBecause: string | null
    }
  | { kind: 'plan'; id: string; at: string; fingerprint: string; change: PlanChange | null; first: boolean }
  | {
      kind: 'accepted'
      id: string
      at: string
      by: Person
      /** The finding's line as it was then. */
      title: string
      reason: string
      /** Why it does not count any more, in words; null: it counts. */
      ended: string | null
    }
  | { kind: 'run'; id: string; at: string; run: RunRef }
  | { kind: 'closed'; id: string; at: string }

/** A migration on the environment's line, for the channel above the plan. */
export interface LineStation {
  name: string
  state: 'applied' | 'pending' | 'failed' | 'edited' | 'missing' | 'rolled_back' | 'out_of_order'
  /** This deploy request would apply it. */
  planned: boolean
}

export interface PlanView {
  fingerprint: string
  createdAt: string
  body: Plan
  evidence: Evidence
  risk: RiskSummary
  verdict: VerdictPiece[]
  /** In the order of the scripts. */
  findings: JudgedFinding[]
  /** Values of samples were taken out: the viewer may not see data. */
  masked: boolean
}

export interface DeployRequestView {
  /** Grows with every change: an older answer is dropped. */
  sequence: number
  project: { slug: string; name: string }
  number: number
  title: string
  description: string
  state: DeployRequestState
  environment: EnvironmentRef & { label: string }
  openedBy: Person
  author: Person | null
  revisionDigest: string
  upTo: string | null
  createdAt: string
  plan: PlanView | null
  /** Null: there is no plan to rehearse. */
  rehearsal: RehearsalView | null
  /** Why the newest plan replaced the one before it. */
  replaced: { at: string; change: PlanChange } | null
  gate: Gate
  line: LineStation[]
  conversation: ConversationEntry[]
  runs: RunRef[]
  /** How it goes on after a deploy that stopped half-way; null: it does not. */
  resume: ResumeView | null
  viewer: Person & { role: Role }
  acts: {
    approve: Act
    requestChanges: Act
    comment: Act
    deploy: Act
    refresh: Act
    close: Act
    rollBack: Act
    acceptFinding: Act
    makeSafe: Act
    rehearse: Act
  }
}

/** What the list can be narrowed to; kept in the address. */
export const requestFilters = ['open', 'deployed', 'closed', 'all'] as const
export type RequestFilter = (typeof requestFilters)[number]

export const statesOfFilter: Record<RequestFilter, DeployRequestState[]> = {
  open: unsettledDeployRequestStates,
  deployed: ['deployed'],
  closed: ['closed', 'rolled_back'],
  all: [...deployRequestStates],
}

export interface DeployRequestList {
  project: { slug: string; name: string }
  environments: EnvironmentRef[]
  people: Person[]
  counts: Record<RequestFilter, number>
  rows: DeployRequestRow[]
  open: Act
}

/** What a new deploy request can be opened on. */
export interface PendingInEnvironment {
  environment: EnvironmentRef & { label: string }
  observedAt: string | null
  /** Why this environment takes no deploy now; null when it does. */
  trouble: string | null
  pending: { name: string; sql: string; state: 'pending' | 'out_of_order' | 'rolled_back' }[]
  applied: number
  policy: { approvals: number; snapshot: 'required' | 'optional' | 'none' }
  openRequests: { number: number; title: string }[]
}

export interface NewDeployRequestView {
  project: { slug: string; name: string }
  environments: PendingInEnvironment[]
  open: Act
}
