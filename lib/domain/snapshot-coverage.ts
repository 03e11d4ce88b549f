import type { Policy } from './policy'
import type { SnapshotState } from './snapshot'
import type { Coverage } from './snapshot-view'

interface Candidate {
  state: SnapshotState
  takenAt: string | null
}

/** Which snapshot covers an environment at `now`, and whether it is young enough. Newest first in `snapshots`. */
export function coverageOf<T extends Candidate>(
  snapshots: readonly T[],
  policy: Pick<Policy, 'snapshotMaxAgeMinutes'>,
  now: Date,
): { state: Coverage['state']; latest: T | null; ageMs: number | null } {
  const verified = snapshots.find((snapshot) => snapshot.state === 'verified' && snapshot.takenAt !== null)
  if (verified?.takenAt) {
    const ageMs = Math.max(0, now.getTime() - Date.parse(verified.takenAt))
    const old = ageMs > policy.snapshotMaxAgeMinutes * 60_000
    return { state: old ? 'old' : 'covered', latest: verified, ageMs }
  }
  const complete = snapshots.find((snapshot) => snapshot.state === 'complete')
  return { state: complete ? 'unverified' : 'none', latest: complete ?? null, ageMs: null }
}
