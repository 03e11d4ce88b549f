import { expect, it } from 'vitest'
import type { KeptCopy } from '../../domain/kept-data'
import { chooseCopies } from './keeps-text'

const now = new Date('2026-11-23T12:00:00Z')

function copy(id: string, given: Partial<KeptCopy> = {}): KeptCopy {
  return {
    ...{ id, runId: 'r', keep: 'k', migration: 'm', table: `public.${id}`, columns: [], key: [] },
    ...{ whole: true, because: '', copy: '', rows: 1, bytes: 1, keptAt: '', keptBy: '' },
    ...{ expiresAt: '2026-11-22T12:00:00Z', state: 'kept' },
    ...given,
  }
}

it('chooses what is named and what has expired, and never what is being put back', () => {
  const all = [
    copy('a1'),
    copy('a2', { expiresAt: '2027-01-01T00:00:00Z' }),
    copy('b', { state: 'putting_back' }),
  ]
  const ids = (asked: Record<string, unknown>) => {
    const chosen = chooseCopies(all, asked, now)
    return chosen.ok ? chosen.value.map(({ id }) => id) : chosen.failure.code
  }
  expect(ids({})).toEqual([])
  expect(ids({ expired: true })).toEqual(['a1'])
  expect(ids({ expired: true, purge: ['a2'] })).toEqual(['a1', 'a2'])
  expect(ids({ purge: ['a'] })).toBe('usage_wrong')
  expect(ids({ purge: ['c'] })).toBe('usage_wrong')
  expect(ids({ purge: ['b'] })).toBe('stale_state')
})
