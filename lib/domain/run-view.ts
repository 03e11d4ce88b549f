import type { Act } from './act'
import type { EnvironmentRef, Person } from './deploy-request-view'
import type { Outcome } from './outcome'
import type { ResumeOffer } from './resume-offer'
import type { RunKind, RunState, StepDetail, StepKind, StepState } from './run'

export interface StepView {
  position: number
  kind: StepKind
  title: string
  parent: number | null
  state: StepState
  detail: StepDetail
  startedAt: string | null
  endedAt: string | null
}

export interface LogLineView {
  /** Decimal text of the line's number; grows. */
  id: string
  at: string
  level: 'info' | 'warn' | 'error'
  message: string
  detail: Record<string, unknown>
}

/** What changes while a run goes on: what the page polls. */
export interface RunProgress {
  id: string
  sequence: number
  state: RunState
  startedAt: string | null
  endedAt: string | null
  cancelAskedAt: string | null
  outcome: Outcome | null
  steps: StepView[]
  /** Lines after the one that was asked for, oldest first. */
  log: LogLineView[]
  /** Server time of this answer. */
  at: string
  cancel: Act
  /** Databases that it left on the server, and whether their rows may be exported. */
  keptDatabases: { id: string; name: string; dropped: boolean }[]
  exportRows: Act
  /** Null: it cannot be gone on with, or another run has. */
  resume: ResumeView | null
  /** Runs that wait or work before this one, when it is queued. */
  ahead: number
}

/** Going on with a deploy that stopped half-way. */
export interface ResumeView extends ResumeOffer {
  /** The run that stopped. */
  runId: string
  /** Of the deploy request. */
  number: number
  act: Act
}

export interface RunView extends RunProgress {
  kind: RunKind
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  requestedBy: Person
  createdAt: string
  deployRequest: { number: number; title: string } | null
  /** What a run of kind resolve carries out. */
  resolution: { id: string; title: string } | null
  planFingerprint: string | null
  /** Names of the migrations that the run is about, in the order in which it takes them. */
  migrations: string[]
  /** The run that this one takes back, and the runs that took this one back. */
  takesBack: string | null
  rollbacks: { id: string; state: RunState }[]
  snapshots: {
    id: string
    state: string
    method: string
    sizeBytes: number | null
    restoreMs: number | null
  }[]
  rollBack: Act
  /** The run that this one resumes. */
  resumes: string | null
}
