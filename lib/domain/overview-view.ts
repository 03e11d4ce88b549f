import type { Act } from './act'
import type { Failure } from './failure'
import type { MigrationState } from './migration'
import type { DriftState } from './observation'
import type { EnvironmentKind } from './policy'
import type { RunKind, RunState } from './run'
import type { SnapshotState } from './snapshot'

/** What an environment is at a glance. Times are ISO 8601. */
export interface EnvironmentSummary {
  slug: string
  name: string
  kind: EnvironmentKind
  /** host:port/database */
  label: string
  /** PostgreSQL's major version; null: never reached. */
  serverMajor: number | null
  observedAt: string | null
  /** Why the last look failed; what is shown is then from `observedAt`. */
  unreachable: Failure | null
  /** A run of Headgate has changed the database after `observedAt`. */
  changedSince: boolean
  /** The newest applied migration. */
  version: string | null
  /** Every migration, oldest first; empty: never looked at. */
  line: { name: string; state: MigrationState }[]
  drift: DriftState | null
  running: { id: string; kind: RunKind; state: RunState } | null
  lastSnapshot: { at: string; state: SnapshotState; method: string } | null
  snapshotDemand: 'required' | 'optional' | 'none'
  /** How many approvals a deploy wants. */
  approvals: number
  openRequests: { number: number; title: string }[]
}

export interface MatrixRow {
  name: string
  /** One for each environment, in its order; null: the environment was never looked at, or does not know it. */
  states: (MigrationState | null)[]
}

export interface ActivityEntry {
  sequence: string
  at: string
  actor: string
  verb: string
  subject: string
  href: string | null
  environment: string | null
}

export interface OverviewView {
  project: { slug: string; name: string }
  revision: { digest: string; createdAt: string; migrations: number } | null
  environments: EnvironmentSummary[]
  /** Newest first; at most as many as were asked for, of `migrations`. */
  rows: MatrixRow[]
  migrations: number
  activity: ActivityEntry[]
  open: Act
  observe: Act
}
