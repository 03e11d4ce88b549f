import type { Act } from './act'
import { type Actor, mayDo } from './permission'
import type { RunState } from './run'
import type { RunEffect } from './run-transition'
import { missingApprovalsWords, type StandingApprovals } from './standing-approvals'

export const resolutionStates = ['proposed', 'approved', 'running', 'done', 'failed', 'withdrawn'] as const
export type ResolutionState = (typeof resolutionStates)[number]

/** Every legal move of a resolution, and what makes it. */
const moves: Record<ResolutionState, Partial<Record<ResolutionState, string>>> = {
  proposed: {
    approved: 'as many others approved it as the policy wants',
    running: 'it was asked for, and the policy of then wants no more approvals',
    withdrawn: 'somebody withdrew it',
  },
  approved: {
    proposed: 'fewer approvals count by now than the policy wants',
    running: 'it was asked for',
    withdrawn: 'somebody withdrew it',
  },
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

/**
 * What a resolution that waits is now: the policy, and who may approve, can be others than when it was last written
 * down. Any other state is what it is.
 */
export function resolutionStateNow(state: ResolutionState, approvals: StandingApprovals): ResolutionState {
  return state === 'proposed' || state === 'approved' ? waitingState(approvals) : state
}

function waitingState({ wanted, missing }: StandingApprovals): 'proposed' | 'approved' {
  return wanted > 0 && missing === 0 ? 'approved' : 'proposed'
}

/** Where a resolution goes when its run ends. */
export function resolutionStateAfter(
  state: RunState,
  effect: RunEffect,
  approvals: StandingApprovals,
): Exclude<ResolutionState, 'running' | 'withdrawn'> {
  if (state === 'succeeded' || state === 'unverified') return 'done'
  if (effect === 'nothing') return waitingState(approvals)
  return 'failed'
}

interface Situation {
  viewer: Pick<Actor, 'id' | 'role'>
  state: ResolutionState
  proposedById: string
  approvals: StandingApprovals
}

export interface ResolutionActs {
  approve: Act
  carryOut: Act
  withdraw: Act
}

/** What the viewer can do with a resolution now; every refusal says why. The operations ask this too. */
export function resolutionActs(situation: Situation): ResolutionActs {
  const { viewer, proposedById, approvals } = situation
  const state = resolutionStateNow(situation.state, approvals)
  return {
    approve: decide(mayDo(viewer, 'resolution.approve'), [
      resolutionMove(state, 'approved') ? null : stateWords(state),
      approvals.wanted === 0 ? 'No approval is wanted here.' : null,
      viewer.id === proposedById ? 'You proposed it: somebody else approves.' : null,
      approvals.given.some(({ userId }) => userId === viewer.id) ? 'You approved it: others do now.' : null,
    ]),
    carryOut: decide(mayDo(viewer, 'run.resolve'), [
      resolutionMove(state, 'running') ? null : stateWords(state),
      approvals.missing > 0 ? waitsWords(approvals) : null,
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

function waitsWords(approvals: StandingApprovals): string {
  if (approvals.wanted === 1) return 'It waits for the approval of somebody else.'
  return `${missingApprovalsWords(approvals)}.`
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
