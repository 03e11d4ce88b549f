import { expect, it } from 'vitest'
import { mergeRunProgress } from './merge-run-progress'
import type { LogLineView, RunProgress, StepView } from './run-view'

const step = (position: number, sql?: string): StepView => ({
  position,
  kind: 'statement',
  title: `s${position}`,
  parent: null,
  state: 'running',
  detail: sql === undefined ? {} : { sql },
  startedAt: null,
  endedAt: null,
})
const line = (id: string): LogLineView => ({ id, at: '', level: 'info', message: id, detail: {} })
const progress = (more: Partial<RunProgress>): RunProgress => ({
  id: 'r',
  sequence: 1,
  state: 'running',
  startedAt: null,
  endedAt: null,
  cancelAskedAt: null,
  outcome: null,
  steps: [],
  log: [],
  at: '',
  cancel: { allowed: true, because: null },
  resume: null,
  ahead: 0,
  keptDatabases: [],
  exportRows: { allowed: false, because: null },
  ...more,
})

it('drops an answer that is older than what the page shows', () => {
  const known = progress({ sequence: 7, state: 'succeeded' })
  expect(mergeRunProgress(known, progress({ sequence: 6 }))).toBe(known)
})

it('never mixes two runs', () => {
  const known = progress({})
  expect(mergeRunProgress(known, progress({ id: 'other', sequence: 9 }))).toBe(known)
})

it('keeps the SQL that a later answer leaves out', () => {
  const known = progress({ steps: [step(0, 'select 1')] })
  const merged = mergeRunProgress(known, progress({ sequence: 2, steps: [step(0), step(1, 'select 2')] }))
  expect(merged.steps.map((each) => each.detail.sql)).toEqual(['select 1', 'select 2'])
})

it('adds each log line once, also past nine', () => {
  const known = progress({ log: [line('8'), line('9')] })
  const merged = mergeRunProgress(known, progress({ log: [line('9'), line('10')] }))
  expect(merged.log.map((each) => each.id)).toEqual(['8', '9', '10'])
})
