import type { Policy } from './policy'
import type { SnapshotState } from './snapshot'
import type { Coverage } from './snapshot-view'

interface Candidate {
  state: SnapshotState
  takenAt: string | null
  confirmedBy: object | null
}

/** Which snapshot covers an environment at `now`, and whether it is young enough. Newest first in `snapshots`. */
export function coverageOf<T extends Candidate>(
  snapshots: readonly T[],
  policy: Pick<Policy, 'snapshotMaxAgeMinutes'>,
  now: Date,
): { state: Coverage['state']; latest: T | null; ageMs: number | null } {
  const good = snapshots.find((snapshot) => snapshot.takenAt !== null && counts(snapshot))
  if (good?.takenAt) {
    const ageMs = Math.max(0, now.getTime() - Date.parse(good.takenAt))
    if (ageMs > policy.snapshotMaxAgeMinutes * 60_000) return { state: 'old', latest: good, ageMs }
    return { state: good.state === 'verified' ? 'covered' : 'confirmed', latest: good, ageMs }
  }
  const complete = snapshots.find((snapshot) => snapshot.state === 'complete')
  return { state: complete ? 'unverified' : 'none', latest: complete ?? null, ageMs: null }
}

/** Restored and checked, or vouched for by a person. */
function counts({ state, confirmedBy }: Candidate): boolean {
  return state === 'verified' || (state === 'complete' && confirmedBy !== null)
}
