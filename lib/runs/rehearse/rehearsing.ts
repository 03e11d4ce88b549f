import type { MigrationFile } from '../../domain/migration'
import type { Plan } from '../../domain/plan'
import type { Policy } from '../../domain/policy'
import type { Rehearsal } from '../../domain/rehearsal'
import type { SnapshotMethod, TakenSnapshot } from '../../snapshots/method'
import type { SnapshotParts } from '../../snapshots/parts'
import type { RunPorts, RunTarget } from '../ports'
import type { SnapshotOrder } from '../take-snapshot'
import type { ScratchPlace } from './scratch'

/** A verified snapshot to begin from. */
export interface RehearsalSnapshot {
  id: string
  method: SnapshotMethod
  taken: Pick<TakenSnapshot, 'location' | 'manifest'>
  takenAt: Date
}

export interface RehearsalOrder {
  plan: Plan
  /** The live database: it is looked at, and copied by the methods of snapshots; no statement of the plan reaches it. */
  target: RunTarget
  policy: Policy
  approvedFiles: MigrationFile[]
  /** Null: one is taken first, by `take`. */
  snapshot: RehearsalSnapshot | null
  take: SnapshotOrder
  parts: SnapshotParts
  /** Name of the person whose run it is, for what the deploy keeps on the copy. */
  requestedBy: string
  /** Durable when it resolves. */
  store: (rehearsal: Rehearsal) => Promise<void>
}

/** Where its own steps stand; those of the deploy and of the ways back come after them. */
export interface Positions {
  take: number | null
  restore: number
  count: number
  next: number
}

/** What the parts of a rehearsal share. */
export interface Rehearsing {
  order: RehearsalOrder
  /** The order's, or the same from the copy's own base on. */
  plan: Plan
  ports: RunPorts
  at: Positions
  place: ScratchPlace
  snapshot: RehearsalSnapshot
  /** Names of the databases that were made, to be dropped. */
  made: string[]
  signal: AbortSignal
}
