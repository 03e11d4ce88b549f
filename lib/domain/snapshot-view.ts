import type { Act } from './act'
import type { EnvironmentRef, Person } from './deploy-request-view'
import type { Failure } from './failure'
import type { SnapshotMethodName, SnapshotState } from './snapshot'

export interface SnapshotView {
  id: string
  environment: EnvironmentRef
  method: SnapshotMethodName
  state: SnapshotState
  /** What an external one is called where it lives; never a path of this machine. */
  reference: string | null
  sizeBytes: number | null
  tables: number | null
  rows: number | null
  takenAt: string | null
  verifiedAt: string | null
  takeMs: number | null
  restoreMs: number | null
  expiresAt: string | null
  createdAt: string
  confirmedBy: Person | null
  requestedBy: Person | null
  runId: string | null
  /** The deploy request that it was taken for. */
  takenFor: { number: number; title: string } | null
  note: string
  failure: Failure | null
  remove: Act
}

/**
 * How well an environment is covered. `confirmed`: a person vouched for it, Headgate did not try it; `old`: older than
 * the policy allows; `unverified`: never restored.
 */
export interface Coverage {
  environment: EnvironmentRef & { label: string }
  demand: 'required' | 'optional' | 'none'
  maxAgeMinutes: number
  state: 'covered' | 'confirmed' | 'old' | 'unverified' | 'none'
  latest: SnapshotView | null
  /** Age of the latest verified one at the moment of the answer. */
  ageMs: number | null
  running: { runId: string; state: 'queued' | 'running' } | null
}

/** A method of taking a snapshot, as it stands for one environment now. */
export interface MethodChoice {
  name: SnapshotMethodName
  available: boolean
  /** Why it fits, or why not. */
  reason: string
  /** What the running application notices. */
  cost: string
  /** It is what would be taken by itself. */
  chosen: boolean
}

export interface SnapshotsView {
  project: { slug: string; name: string }
  at: string
  coverage: Coverage[]
  snapshots: SnapshotView[]
  take: Act
  confirm: Act
  viewer: Person
}
