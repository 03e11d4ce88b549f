import { expect, it } from 'vitest'
import { narrate } from './narrate'
import { memoryJournal } from './testing/memory-journal'

const clock = { now: () => new Date(0), sleep: async () => {} }
const holders = [{ pid: 42, user: 'ada', application: 'psql', query: null, since: null }]

it('tells the steps and the waits for locks, and not each statement', async () => {
  const kept = memoryJournal('run')
  const journal = narrate(kept, clock)
  await journal.announce([
    { position: 0, kind: 'preflight', title: 'Lock and compare' },
    { position: 1, kind: 'migration', title: '1_init' },
    { position: 2, kind: 'statement', title: 'CREATE TABLE a', parent: 1, detail: { migration: '1_init' } },
    { position: 3, kind: 'statement', title: 'CREATE TABLE b', parent: 1, detail: { migration: '1_init' } },
  ])
  await journal.start(0)
  await journal.finish(0, 'done', { durationMs: 1_500, notes: ['Both locks are held.'] })
  await journal.start(1)
  await journal.note(2, { holders, notes: ['Waits for a lock: psql.'] })
  await journal.record([
    { position: 2, state: 'done', detail: {} },
    { position: 3, state: 'failed', detail: {} },
  ])
  await journal.finish(1, 'failed', { durationMs: 20, notes: ['column does not exist'] })

  expect(kept.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
    'info Lock and compare: begins.',
    'info Lock and compare: done after 1.5 s. Both locks are held.',
    'info 1_init: begins.',
    'warn 1_init, CREATE TABLE a: Waits for a lock: psql.',
    'info 1_init, CREATE TABLE a: got its lock.',
    'error 1_init: failed after 20 ms.',
  ])
  expect(kept.steps.map(({ state }) => state)).toEqual(['done', 'failed', 'done', 'failed'])
})

it('says of no step how long it took that had no begin', async () => {
  const kept = memoryJournal('run')
  const journal = narrate(kept, clock)
  await journal.announce([{ position: 0, kind: 'ledger', title: 'Mark as rolled back' }])
  await journal.record([{ position: 0, state: 'done', detail: {} }])
  expect(kept.lines.map(({ message }) => message)).toEqual(['Mark as rolled back: done.'])
})

it('says nothing about steps that another runner announced', async () => {
  const kept = memoryJournal('run')
  await kept.announce([{ position: 0, kind: 'verify', title: 'Compare' }])
  await narrate(kept, clock).finish(0, 'done')
  expect(kept.lines).toEqual([])
})
