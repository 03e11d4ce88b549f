import type { Act } from './act'
import { type Actor, mayDo } from './permission'
import type { RunState } from './run'
import type { RunEffect } from './run-transition'

export const resolutionStates = ['proposed', 'approved', 'running', 'done', 'failed', 'withdrawn'] as const
export type ResolutionState = (typeof resolutionStates)[number]

/** Every legal move of a resolution, and what makes it. */
const moves: Record<ResolutionState, Partial<Record<ResolutionState, string>>> = {
  proposed: {
    approved: 'somebody else approved it',
    running: 'it was asked for, and the policy wants no approval',
    withdrawn: 'somebody withdrew it',
  },
  approved: { running: 'it was asked for', withdrawn: 'somebody withdrew it' },
  running: {
    done: 'its run ended well',
    failed: 'its run failed after a part was done, or its outcome is not known',
    proposed: 'its run failed and nothing was done',
    approved: 'its run failed and nothing was done',
  },
  done: {},
  failed: {},
  withdrawn: {},
}

/** Those that still want something of somebody. */
export const unsettledResolutionStates: ResolutionState[] = ['proposed', 'approved', 'running']

/** What makes the move from one state to the other; null when it is not legal. */
export function resolutionMove(from: ResolutionState, to: ResolutionState): string | null {
  return moves[from][to] ?? null
}

/** Where a resolution goes when its run ends. `approved`: somebody approved it before. */
export function resolutionStateAfter(
  state: RunState,
  effect: RunEffect,
  approved: boolean,
): Exclude<ResolutionState, 'running' | 'withdrawn'> {
  if (state === 'succeeded' || state === 'unverified') return 'done'
  if (effect === 'nothing') return approved ? 'approved' : 'proposed'
  return 'failed'
}

interface Situation {
  viewer: Pick<Actor, 'id' | 'role'>
  state: ResolutionState
  proposedById: string
  /** The environment's policy demands that somebody else approves. */
  needsApproval: boolean
}

export interface ResolutionActs {
  approve: Act
  carryOut: Act
  withdraw: Act
}

/** What the viewer can do with a resolution now; every refusal says why. The operations ask this too. */
export function resolutionActs(situation: Situation): ResolutionActs {
  const { viewer, state, proposedById } = situation
  return {
    approve: decide(mayDo(viewer, 'resolution.approve'), [
      resolutionMove(state, 'approved') ? null : stateWords(state),
      viewer.id === proposedById ? 'You proposed it: somebody else approves.' : null,
    ]),
    carryOut: decide(mayDo(viewer, 'run.resolve'), [
      resolutionMove(state, 'running') ? null : stateWords(state),
      situation.needsApproval && state !== 'approved' ? 'It waits for the approval of somebody else.' : null,
    ]),
    withdraw: decide(mayDo(viewer, 'resolution.propose'), [
      resolutionMove(state, 'withdrawn') ? null : stateWords(state),
    ]),
  }
}

function decide(permitted: ReturnType<typeof mayDo>, reasons: (string | null)[]): Act {
  const because = permitted.ok ? (reasons.find((text) => text !== null) ?? null) : permitted.failure.why
  return { allowed: because === null, because }
}

/** "This resolution was withdrawn." */
function stateWords(state: ResolutionState): string {
  return `This resolution ${words[state]}.`
}

const words: Record<ResolutionState, string> = {
  proposed: 'was only proposed',
  approved: 'is approved already',
  running: 'is being carried out',
  done: 'was carried out',
  failed: 'failed; propose it anew from what is there now',
  withdrawn: 'was withdrawn',
}
