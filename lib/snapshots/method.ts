import type { Identity } from '../databases/database'
import type { Result } from '../domain/failure'
import type { PlanScope } from '../domain/plan-scope'
import type { SnapshotManifest, SnapshotMethodName } from '../domain/snapshot'
import type { Confined } from './confined-role'
import type { VerifiedSnapshot } from './verify'

export interface SnapshotGuarantees {
  /** All tables at one instant, even under writes. */
  consistent: boolean
  /** What the running application notices, in words. */
  cost: string
  needs: string[]
}

/** Whether a method can be used here and now, and why not. */
export interface Availability {
  available: boolean
  reason: string
}

export interface SnapshotSource {
  url: string
  identity: Identity
  /** Where it is taken for a plan: what that destroys or rewrites. */
  scope?: PlanScope | null
  /** Restored there as this role, which is made before and dropped after. Clones restore as what they are. */
  confined?: Confined
}

export interface TakenSnapshot {
  location: string
  sizeBytes: number
  manifest: SnapshotManifest
  takeMs: number
}

export type Progress = (done: number, of: number | null, unit: 'tables' | 'bytes', note?: string) => void

/** One way of taking, proving and restoring a snapshot. Nothing here ever writes to the source database. */
export interface SnapshotMethod {
  readonly name: SnapshotMethodName
  readonly guarantees: SnapshotGuarantees
  available(source: SnapshotSource): Promise<Availability>
  /** `id` names files and databases. Leaves nothing behind when it fails. */
  take(
    source: SnapshotSource,
    id: string,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<Result<TakenSnapshot>>
  /**
   * Restores into a new database `name` on the source's server. The caller drops it. Its sessions carry that name as
   * `application_name`, so that those of a killed process can be found.
   */
  restoreTo(
    source: SnapshotSource,
    taken: Pick<TakenSnapshot, 'location' | 'manifest'>,
    name: string,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<Result<{ restoreMs: number }>>
  /** Throws what went wrong, a `FailureError` where it was expected. */
  remove(source: SnapshotSource, location: string): Promise<void>
  /** The same, where all of it lies in Headgate's data folder: the environment need not be reached. */
  removeFiles?(location: string): Promise<void>
  /** Its own way of trying a snapshot, where that is not restoring it into a database of the source's server. */
  verify?(
    source: SnapshotSource,
    taken: Pick<TakenSnapshot, 'location' | 'manifest'>,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<Result<VerifiedSnapshot>>
  /** Removes what a killed process may have left of the snapshot with this id, where only the method can find it. */
  removeLeft?(source: Pick<SnapshotSource, 'url'>, id: string): Promise<Result<void>>
  /** How a person restores what lies at this location, where Headgate does not; null where it does. */
  restoredByHand?(location: string): string | null
}
