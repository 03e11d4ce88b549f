import { fail, ok, type Result } from './failure'
import { endedRunStates, type RunKind, type RunState } from './run'

/** How much of what a run was asked to do is on the target now, whatever its state. */
export type RunEffect = 'nothing' | 'part' | 'all' | 'unknown'

/** Who moves a run: the runner that holds it, or the one that takes it over when the lease is over. */
export type RunMover = 'holder' | 'successor'

/** Every legal move of a run. A run never leaves an ended state. */
const moves: Record<RunState, Partial<Record<RunState, readonly RunMover[]>>> = {
  queued: {
    running: ['holder'],
    // Asked to stop before anybody began, or refused since another run holds the environment.
    cancelled: ['holder'],
    failed: ['holder'],
  },
  running: {
    // Taking over is a move too: the run stays running and its claim counter grows.
    running: ['successor'],
    succeeded: ['holder'],
    failed: ['holder'],
    cancelled: ['holder'],
    unverified: ['holder'],
    unknown: ['holder'],
  },
  succeeded: {},
  failed: {},
  cancelled: {},
  unverified: {},
  unknown: {},
}

/** Whether `mover` may bring a run from one state to another; the failure says why not. */
export function mayMoveRun(from: RunState, to: RunState, mover: RunMover): Result<void> {
  if (endedRunStates.includes(from)) return fail('already_ended', `It is ${from}.`)
  const movers = moves[from][to]
  if (!movers) return fail('stale_state', `A run that is ${from} does not become ${to}.`)
  if (!movers.includes(mover))
    return fail('stale_state', `Only the ${movers.join(' or ')} of a run may do this.`)
  return ok()
}

/** Whether Cancel can still do something. The interface asks this too. */
export function mayCancelRun(state: RunState, cancelAskedAt: Date | string | null): Result<void> {
  if (endedRunStates.includes(state)) return fail('already_ended', `It is ${state}.`)
  if (cancelAskedAt) return fail('stale_state', 'Somebody asked for this already.')
  return ok()
}

/** The audit action of a run's end: `run.succeeded`, `run.failed`… */
export function auditActionOf(state: Exclude<RunState, 'queued' | 'running'>) {
  return `run.${state}` as const
}

/** Where a deploy request goes when its run ends; null: it stays. */
export function requestStateAfter(
  kind: RunKind,
  state: RunState,
  effect: RunEffect,
): 'open' | 'deployed' | 'failed' | 'rolled_back' | null {
  if (kind === 'deploy') {
    if (state === 'succeeded' || state === 'unverified') return 'deployed'
    return effect === 'nothing' ? 'open' : 'failed'
  }
  if (kind === 'rollback') {
    if (state === 'succeeded' || state === 'unverified') return 'rolled_back'
    if (effect === 'nothing') return 'deployed'
    return effect === 'all' ? 'rolled_back' : 'failed'
  }
  return null
}
