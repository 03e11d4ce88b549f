import { describe, expect, it } from 'vitest'
import { deployRequestMove } from './deploy-request-transition'
import { endedRunStates, type RunState } from './run'
import { mayCancelRun, mayMoveRun, type RunEffect, requestStateAfter } from './run-transition'

const states: RunState[] = ['queued', 'running', ...endedRunStates]
const effects: RunEffect[] = ['nothing', 'part', 'all', 'unknown']

describe('a run', () => {
  it('never leaves an ended state', () => {
    for (const from of endedRunStates) {
      for (const to of states)
        expect(mayMoveRun(from, to, 'holder')).toMatchObject({ failure: { code: 'already_ended' } })
    }
  })

  it('ends only from running, but for what never began', () => {
    expect(endedRunStates.filter((to) => mayMoveRun('queued', to, 'holder').ok)).toEqual([
      'failed',
      'cancelled',
    ])
    expect(endedRunStates.filter((to) => mayMoveRun('running', to, 'holder').ok)).toEqual([...endedRunStates])
  })

  it('is taken over by a successor and ended by its holder alone', () => {
    expect(mayMoveRun('running', 'running', 'successor').ok).toBe(true)
    expect(mayMoveRun('running', 'running', 'holder').ok).toBe(false)
    expect(mayMoveRun('running', 'succeeded', 'successor').ok).toBe(false)
  })

  it('is cancelled once, and not after its end', () => {
    expect(mayCancelRun('running', null).ok).toBe(true)
    expect(mayCancelRun('running', new Date())).toMatchObject({ failure: { code: 'stale_state' } })
    expect(mayCancelRun('failed', null)).toMatchObject({ failure: { code: 'already_ended' } })
  })
})

describe('the deploy request of an ended run', () => {
  it('opens again exactly when nothing was applied', () => {
    expect(requestStateAfter('deploy', 'failed', 'nothing')).toBe('open')
    expect(requestStateAfter('deploy', 'cancelled', 'nothing')).toBe('open')
    expect(requestStateAfter('deploy', 'failed', 'part')).toBe('failed')
    expect(requestStateAfter('deploy', 'unknown', 'unknown')).toBe('failed')
  })

  it('counts as deployed when everything was applied, verified or not', () => {
    expect(requestStateAfter('deploy', 'succeeded', 'all')).toBe('deployed')
    expect(requestStateAfter('deploy', 'unverified', 'all')).toBe('deployed')
  })

  it('stays deployed when its rollback did nothing', () => {
    expect(requestStateAfter('rollback', 'failed', 'nothing')).toBe('deployed')
    expect(requestStateAfter('rollback', 'unknown', 'unknown')).toBe('failed')
  })

  it('is only ever moved as its own table allows', () => {
    for (const state of endedRunStates) {
      for (const effect of effects) {
        const after = requestStateAfter('deploy', state, effect)
        expect(after && deployRequestMove('deploying', after)).toBeTruthy()
        const back = requestStateAfter('rollback', state, effect)
        expect(back && deployRequestMove('rolling_back', back)).toBeTruthy()
        expect(requestStateAfter('snapshot', state, effect)).toBeNull()
      }
    }
  })
})
