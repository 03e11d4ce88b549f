import { expect, it } from 'vitest'
import { coverageOf } from './snapshot-coverage'

const now = new Date('2026-03-01T12:00:00Z')
const policy = { snapshotMaxAgeMinutes: 60 }

it('calls an environment covered by a verified snapshot that is young enough', () => {
  expect(
    coverageOf([{ state: 'verified', takenAt: '2026-03-01T11:30:00Z', confirmedBy: null }], policy, now),
  ).toMatchObject({
    state: 'covered',
    ageMs: 30 * 60_000,
  })
})

it('does not let a newer, unproven one hide an old verified one', () => {
  const snapshots = [
    { state: 'complete', takenAt: '2026-03-01T11:59:00Z', confirmedBy: null },
    { state: 'verified', takenAt: '2026-03-01T08:00:00Z', confirmedBy: null },
  ] as const
  expect(coverageOf(snapshots, policy, now)).toMatchObject({ state: 'old', latest: snapshots[1] })
})

it('never calls a snapshot that was not restored a backup', () => {
  expect(
    coverageOf([{ state: 'complete', takenAt: '2026-03-01T11:59:00Z', confirmedBy: null }], policy, now)
      .state,
  ).toBe('unverified')
  expect(coverageOf([{ state: 'failed', takenAt: null, confirmedBy: null }], policy, now)).toMatchObject({
    state: 'none',
    latest: null,
  })
})

it('keeps apart what a person vouched for from what was tried', () => {
  const external = {
    state: 'complete',
    takenAt: '2026-03-01T11:59:00Z',
    confirmedBy: { id: 'olga' },
  } as const
  expect(coverageOf([external], policy, now).state).toBe('confirmed')
})
