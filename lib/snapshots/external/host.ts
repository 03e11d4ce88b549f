import type { ExternalAccess, ExternalHostReport, ExternalProvider } from '../../domain/external-host'
import type { Result } from '../../domain/failure'
import type { Progress, SnapshotSource, TakenSnapshot } from '../method'
import type { SnapshotParts } from '../parts'
import type { VerifiedSnapshot } from '../verify'

/** A host of databases that makes snapshots by itself when it is asked. One file for each, listed in hosts.ts. */
export interface ExternalHostPort {
  readonly provider: ExternalProvider
  /** What the running application notices, in words. */
  readonly cost: string
  /**
   * Whether the project and the branch are there, and the address leads to that branch: else it would be a snapshot of
   * another database. Fails with external_key_refused, external_host_mismatch or external_host_failed.
   */
  test(
    parts: SnapshotParts,
    access: ExternalAccess,
    url: string,
    signal?: AbortSignal,
  ): Promise<Result<ExternalHostReport>>
  /** As `SnapshotMethod.take`. */
  take(
    parts: SnapshotParts,
    access: ExternalAccess,
    source: SnapshotSource,
    id: string,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<Result<TakenSnapshot>>
  /** Opens what was taken and compares it with what was read when it was taken. */
  verify(
    parts: SnapshotParts,
    access: ExternalAccess,
    source: SnapshotSource,
    taken: Pick<TakenSnapshot, 'location' | 'manifest'>,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<Result<VerifiedSnapshot>>
  /** Only what Headgate made itself; fails rather than touch anything else. What is gone already counts as removed. */
  remove(parts: SnapshotParts, access: ExternalAccess, location: string): Promise<Result<void>>
  /** The same for a snapshot of this id whose location nobody wrote down any more. */
  removeLeft(parts: SnapshotParts, access: ExternalAccess, id: string): Promise<Result<void>>
  /** Whether it made what lies at this location. */
  owns(location: string): boolean
  /** How a person restores it there, in sentences. */
  howToRestore(location: string): string
}
