import { describe, expect, it } from 'vitest'
import type { SnapshotState } from './snapshot'
import { mayMoveSnapshot, snapshotActs, snapshotStatesBefore } from './snapshot-transition'

const states: SnapshotState[] = ['requested', 'running', 'complete', 'verified', 'failed', 'expired']

describe('a snapshot', () => {
  it('is verified by its run alone, and only once it is complete', () => {
    expect(snapshotStatesBefore('verified', 'run')).toEqual(['complete'])
    for (const mover of ['person', 'housekeeping', 'recovery'] as const)
      expect(snapshotStatesBefore('verified', mover)).toEqual([])
  })

  it('is never deleted while it is being taken, and never leaves the end', () => {
    expect(snapshotStatesBefore('expired', 'person')).toEqual(['complete', 'verified', 'failed'])
    expect(snapshotStatesBefore('expired', 'housekeeping')).toEqual(['complete', 'verified', 'failed'])
    for (const to of states) expect(mayMoveSnapshot('expired', to, 'person').ok).toBe(false)
  })

  it('that was verified cannot fail any more, whoever takes over', () => {
    expect(snapshotStatesBefore('failed', 'recovery')).toEqual(['requested', 'running', 'complete'])
  })

  it('tells the interface what the operation would answer', () => {
    expect(snapshotActs({ role: 'viewer' }, 'verified').remove.because).toMatch(/You are a viewer/)
    expect(snapshotActs({ role: 'operator' }, 'running').remove).toEqual({
      allowed: false,
      because: 'It is being taken.',
    })
    expect(snapshotActs({ role: 'operator' }, 'verified').remove).toEqual({ allowed: true, because: null })
    expect(snapshotActs({ role: 'operator' }, 'complete').restore.allowed).toBe(false)
  })
})
