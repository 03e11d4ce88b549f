import type { Act } from './act'
import type { TerminalMark } from './mark'
import type { MigrationState } from './migration'
import type { EnvironmentObservation } from './observation'
import type { EnvironmentSummary } from './overview-view'
import type { RunKind, RunState } from './run'
import type { SnapshotState } from './snapshot'

/** Who brought a migration into an environment. */
export type AppliedBy =
  | { through: 'headgate'; person: string; runId: string; request: { number: number; title: string } | null }
  /** A terminal, as it left word in the database. */
  | { through: 'terminal'; who: string; bypass: string | null }
  | { through: 'outside' }

export interface TimelineEntry {
  name: string
  state: MigrationState
  startedAt: string | null
  finishedAt: string | null
  rolledBackAt: string | null
  /** Milliseconds between start and finish in the ledger, or of Headgate's own step. */
  tookMs: number | null
  by: AppliedBy | null
  /** What the ledger kept of a failure. */
  logs: string | null
}

export interface TimelineView {
  project: { slug: string; name: string }
  environment: EnvironmentSummary
  /** Newest first. */
  entries: TimelineEntry[]
  runs: {
    id: string
    kind: RunKind
    state: RunState
    createdAt: string
    tookMs: number | null
    by: string
    request: { number: number; title: string } | null
  }[]
  snapshots: {
    id: string
    state: SnapshotState
    method: string
    takenAt: string | null
    sizeBytes: number | null
  }[]
  /** What terminals did here, newest first. */
  terminals: TerminalMark[]
  /** How many differences of the schema are left as they are on purpose. */
  ignored: number
  /** What the live schema holds beyond a Prisma schema; null: not looked at since that is asked. */
  hidden: EnvironmentObservation['hidden'] | null
  open: Act
  observe: Act
}
