import { describe, expect, it } from 'vitest'
import type { AnalysedStatement } from './analysis'
import type { PlannedMigration } from './plan'
import type { RehearsedStatement } from './rehearsal'
import { besidePredictions, longestLock } from './rehearsal-compare'

const exclusive = { table: 'public.orders', mode: 'AccessExclusiveLock' }
const migration = {
  name: '001',
  mode: 'atomic',
  statements: [0, 1].map((index) => ({ index, node: 'AlterTableStmt' })),
  segments: [{ transaction: true, statements: [0, 1] }],
} as PlannedMigration

const seen = (statement: number, given: Partial<RehearsedStatement> = {}): RehearsedStatement => ({
  ...{ migration: '001', statement, summary: '', durationMs: 10, rows: null },
  ...{ locks: [], rewrites: [], walBytes: 0 },
  ...given,
})

const analysed = (index: number, given: Partial<AnalysedStatement> = {}): AnalysedStatement => ({
  ...{ index, start: 0, end: 1, line: 1, summary: '', work: [], cost: 'instant', opaque: false },
  ...{ blocks: 'reads and writes', transaction: 0 },
  locks: [{ relation: 'public.orders', kind: 'table', mode: 'ACCESS EXCLUSIVE', fresh: false }],
  ...given,
})

const wrong = (
  rehearsed: RehearsedStatement[],
  said: AnalysedStatement[],
  predictions: Parameters<typeof besidePredictions>[3] = [],
) => Object.values(besidePredictions(migration, rehearsed, said, predictions)).flatMap((each) => each.wrong)

describe('a prediction beside what a rehearsal saw', () => {
  it('is right about a lock that an earlier statement of its transaction holds already', () => {
    const rehearsed = [seen(0, { locks: [exclusive] }), seen(1)]
    expect(wrong(rehearsed, [analysed(0), analysed(1)])).toEqual([])
    expect(wrong([seen(0), seen(1)], [analysed(1)])).toEqual([
      'ACCESS EXCLUSIVE on orders was predicted and not taken',
    ])
  })

  it('is wrong about locks and rewrites that it did not name, unless nobody could', () => {
    const rehearsed = [seen(0, { locks: [exclusive], rewrites: ['public.orders', 'public.orders_pkey'] })]
    expect(wrong(rehearsed, [analysed(0, { locks: [] })])).toEqual([
      'ACCESS EXCLUSIVE on orders was not predicted',
      'the rewrite of orders was not predicted',
    ])
    expect(wrong(rehearsed, [analysed(0, { locks: [], opaque: true })])).toEqual([])
    const rewrite = { cost: 'rewrite' as const, table: 'public.orders', fresh: false }
    expect(wrong(rehearsed, [analysed(0, { work: [rewrite] })])).toEqual([])
    expect(wrong([seen(0, { locks: [exclusive] })], [analysed(0, { work: [rewrite] })])).toEqual([
      'a rewrite of orders was predicted and not seen',
    ])
  })

  it('is wrong about time where that is more than noise', () => {
    const prediction = {
      ...{ migration: '001', statement: 0, tables: [], bytes: 0, because: '' },
      ...{ lowSeconds: 2, highSeconds: 4 },
    }
    const took = (durationMs: number) => wrong([seen(0, { durationMs })], [], [prediction])
    expect(took(3_000)).toEqual([])
    expect(took(9_000)).toEqual(['it took 9.0 s; predicted was about 2-4 s'])
    expect(took(100)).toEqual(['it took 100 ms; predicted was about 2-4 s'])
    const tiny = { ...prediction, lowSeconds: 0.000_1, highSeconds: 0.000_2 }
    expect(wrong([seen(0, { durationMs: 20 })], [], [tiny])).toEqual([])
  })
})

describe('the longest lock', () => {
  it('is held from its statement to the end of its transaction', () => {
    const rehearsed = [seen(0, { durationMs: 500 }), seen(1, { durationMs: 20, locks: [exclusive] })]
    expect(longestLock([migration], rehearsed)).toEqual({ ...exclusive, ms: 20 })
    const first = [seen(0, { durationMs: 500, locks: [exclusive] }), seen(1, { durationMs: 20 })]
    expect(longestLock([migration], first)).toEqual({ ...exclusive, ms: 520 })
    const kept = [seen(0, { durationMs: 5, heldBefore: [exclusive], heldBeforeMs: 900 }), seen(1)]
    expect(longestLock([migration], kept)).toEqual({ ...exclusive, ms: 915 })
    expect(longestLock([migration], [seen(0)])).toBeNull()
  })
})
