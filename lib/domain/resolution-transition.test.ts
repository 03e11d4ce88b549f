import { describe, expect, it } from 'vitest'
import {
  resolutionActs,
  resolutionMove,
  resolutionStateAfter,
  resolutionStates,
} from './resolution-transition'

describe('a resolution', () => {
  it('never leaves an end', () => {
    for (const end of ['done', 'failed', 'withdrawn'] as const) {
      expect(resolutionStates.filter((to) => resolutionMove(end, to))).toEqual([])
    }
  })

  it('goes back to where it was when its run did nothing, and keeps its approval', () => {
    expect(resolutionStateAfter('failed', 'nothing', true)).toBe('approved')
    expect(resolutionStateAfter('cancelled', 'nothing', false)).toBe('proposed')
    expect(resolutionStateAfter('failed', 'part', true)).toBe('failed')
    expect(resolutionStateAfter('unknown', 'unknown', false)).toBe('failed')
    expect(resolutionStateAfter('unverified', 'all', false)).toBe('done')
  })

  const ada = { id: 'ada', role: 'operator' } as const
  const situation = { viewer: ada, state: 'proposed', proposedById: 'ada', needsApproval: true } as const

  it('is approved by somebody else than who proposed it, and carried out after that', () => {
    expect(resolutionActs(situation).approve.because).toBe('You proposed it: somebody else approves.')
    expect(resolutionActs(situation).carryOut.because).toBe('It waits for the approval of somebody else.')
    const rui = { ...situation, viewer: { id: 'rui', role: 'reviewer' } } as const
    expect(resolutionActs(rui).approve.allowed).toBe(true)
    expect(resolutionActs({ ...situation, state: 'approved' }).carryOut.allowed).toBe(true)
    expect(resolutionActs({ ...situation, needsApproval: false }).carryOut.allowed).toBe(true)
  })

  it('offers a viewer nothing', () => {
    const acts = resolutionActs({ ...situation, viewer: { id: 'vi', role: 'viewer' } })
    expect(Object.values(acts).map(({ allowed }) => allowed)).toEqual([false, false, false])
  })
})
