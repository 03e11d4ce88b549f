import { expect, it } from 'vitest'
import type { StepDetail } from '../domain/run'
import { progressNotes } from './progress-notes'

it('tells tables and bytes of one phase side by side, and forgets them when another begins', async () => {
  const noted: StepDetail['progress'][] = []
  const journal = { note: async (_: number, { progress }: StepDetail) => void noted.push(progress) }
  const { progress, settle } = progressNotes(journal, 0)
  progress(0, 1_000, 'bytes', 'Copying')
  progress(1, 2, 'tables', 'one')
  progress(1_000, 1_000, 'bytes')
  progress(2, 2, 'tables')
  progress(1, 2, 'tables', 'Comparing')
  await settle()
  expect(noted).toEqual([
    { done: 0, of: 1_000, unit: 'bytes' },
    { done: 1, of: 2, unit: 'tables', bytes: { done: 0, of: 1_000 } },
    { done: 1, of: 2, unit: 'tables', bytes: { done: 1_000, of: 1_000 } },
    { done: 2, of: 2, unit: 'tables', bytes: { done: 1_000, of: 1_000 } },
    { done: 1, of: 2, unit: 'tables' },
  ])
})
