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
  /** Tables that it holds, where it does not hold all. */
  scope: string[] | null
  /** Of one that is being taken or tried: how far it is. */
  progress: { done: number; of: number | null; unit: string; note: string | null } | null
  /** How it was taken and tried, in the words of its run. */
  notes: string[]
  /** Why its method was chosen, and why not the others. */
  chosen: string[]
  /** It is what covers its environment now. */
  covers: boolean
  /** How a person restores it where it lives; null: Headgate restores it. */
  byHand: string | null
  /** The live database's name, from which a new one's is suggested. */
  database: string
  restore: Act
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
