import type { Act } from './act'
import { fail, ok, type Result } from './failure'
import { type Actor, mayDo } from './permission'
import type { SnapshotState } from './snapshot'

/**
 * Who moves a snapshot: the run that takes it, a successor that finds that run stopped, a person, or Headgate by itself
 * when its time is over.
 */
export type SnapshotMover = 'run' | 'recovery' | 'person' | 'housekeeping'

/** Every legal move of a snapshot. */
const moves: Record<SnapshotState, Partial<Record<SnapshotState, readonly SnapshotMover[]>>> = {
  requested: { running: ['run'], failed: ['run', 'recovery'] },
  running: { complete: ['run'], failed: ['run', 'recovery'] },
  // Also what a person vouches for: it is never more than complete.
  complete: { verified: ['run'], failed: ['run', 'recovery'], expired: ['person', 'housekeeping'] },
  verified: { expired: ['person', 'housekeeping'] },
  failed: { expired: ['person', 'housekeeping'] },
  expired: {},
}

/** Whether `mover` may bring a snapshot from one state to another; the failure says why not. */
export function mayMoveSnapshot(from: SnapshotState, to: SnapshotState, mover: SnapshotMover): Result<void> {
  const movers = moves[from][to]
  if (!movers) return fail('stale_state', refusals[from])
  return movers.includes(mover) ? ok() : fail('stale_state', `Only ${movers.join(' or ')} may do this.`)
}

/** The states from which `mover` may bring one to `to`: the condition of a compare-and-set. */
export function snapshotStatesBefore(to: SnapshotState, mover: SnapshotMover): SnapshotState[] {
  const states = Object.keys(moves) as SnapshotState[]
  return states.filter((from) => moves[from][to]?.includes(mover))
}

const refusals: Record<SnapshotState, string> = {
  requested: 'It is about to be taken.',
  running: 'It is being taken.',
  complete: 'It was taken, and not tried yet.',
  verified: 'It was taken and tried already.',
  failed: 'It failed.',
  expired: 'Its data was deleted already.',
}

/** What a viewer may do with a snapshot now. The operations ask this too. */
export function snapshotActs(
  viewer: Pick<Actor, 'role'>,
  state: SnapshotState,
): { remove: Act; restore: Act } {
  return {
    remove: decide(mayDo(viewer, 'snapshot.delete'), mayMoveSnapshot(state, 'expired', 'person')),
    restore: decide(
      mayDo(viewer, 'snapshot.restore'),
      state === 'verified' ? ok() : fail('stale_state', 'Only one that was verified is restored.'),
    ),
  }
}

function decide(...answers: Result<void>[]): Act {
  const refused = answers.find((answer) => !answer.ok)
  return { allowed: refused === undefined, because: refused && !refused.ok ? refused.failure.why : null }
}
