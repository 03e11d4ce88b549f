import { describe, expect, it } from 'vitest'
import { judgeRehearsal, type RehearsalFact } from './judge-rehearsal'

const now = new Date('2026-11-03T12:00:00Z')
const rehearsed = (verdict: RehearsalFact['verdict']): RehearsalFact => ({
  verdict,
  failure: verdict === 'failed' ? 'column "note" contains null values' : null,
  at: new Date('2026-11-03T11:55:00Z'),
  rows: 2_060,
})
const judge = (policy: 'required' | 'optional' | 'none', rehearsal: RehearsalFact | null) =>
  judgeRehearsal({ policy: { rehearsal: policy }, rehearsal, now })

describe('a policy that demands a rehearsal', () => {
  it('keeps the gate shut until this plan went through on a copy', () => {
    expect(judge('required', null).blockers).toMatchObject([{ code: 'rehearsal_missing' }])
    expect(judge('required', rehearsed('failed')).blockers).toMatchObject([
      { code: 'rehearsal_failed', why: 'column "note" contains null values' },
    ])
    expect(judge('required', rehearsed('one_way')).blockers).toEqual([])
  })

  it('is not there unless it is asked for', () => {
    expect(judge('optional', null)).toEqual({ blockers: [], satisfied: [] })
    expect(judge('none', rehearsed('failed')).blockers).toEqual([])
  })

  it('says what was seen of the way back, and no more', () => {
    expect(judge('required', rehearsed('proven')).satisfied).toEqual([
      'Rehearsed 5 min ago on a copy of 2,060 rows: it went through, and a way back gave back every row.',
    ])
    expect(judge('optional', rehearsed('lossy')).satisfied[0]).toContain('every way back lost something')
    expect(judge('optional', rehearsed('one_way')).satisfied[0]).toContain('no way back ran through')
  })
})
