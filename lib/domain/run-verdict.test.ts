import { expect, it } from 'vitest'
import { brokenStep, runVerdict } from './run-verdict'
import type { RunView, StepView } from './run-view'

const step = (more: Partial<StepView>): StepView => ({
  position: 0,
  kind: 'statement',
  title: 'CREATE INDEX orders_placed_at_idx',
  parent: 1,
  state: 'pending',
  detail: {},
  startedAt: null,
  endedAt: null,
  ...more,
})
const run = (more: Partial<RunView>) =>
  ({
    kind: 'deploy',
    state: 'running',
    outcome: null,
    cancelAskedAt: null,
    steps: [],
    resume: null,
    ahead: 0,
    keptDatabases: [],
    exportRows: { allowed: false, because: null },
    ...more,
  }) as RunView

it('names the statement that runs and its place', () => {
  const steps = [
    step({ position: 1, kind: 'migration', parent: null, state: 'running' }),
    step({ position: 2, state: 'done' }),
    step({ position: 3, state: 'running', detail: { migration: '01_orders' } }),
  ]
  expect(runVerdict(run({ steps }))).toBe('01_orders: statement 2 of 2, CREATE INDEX orders_placed_at_idx.')
})

it('does not begin anew between two steps', () => {
  const of = (state: StepView['state'], title: string) =>
    step({ kind: 'migration', parent: null, state, title })
  const verdictOf = (...steps: StepView[]) => runVerdict(run({ steps }))
  expect(verdictOf(of('pending', '1_a'), of('pending', '2_b'))).toBe('Deploy is starting.')
  expect(verdictOf(of('done', '1_a'), of('pending', '2_b'))).toBe('Next: 2_b.')
  expect(verdictOf(of('done', '1_a'), of('done', '2_b'))).toBe('Deploy is ending.')
})

it('says who stands before a lock', () => {
  const holder = { pid: 42, user: 'shop', application: 'api', query: null, since: null }
  const steps = [step({ state: 'running', detail: { holders: [holder] } })]
  expect(runVerdict(run({ steps }))).toBe('Waiting for a lock: api (pid 42) stands before it.')
})

it('gives the word to the outcome once there is one', () => {
  const outcome = { ok: false, what: 'Statement 3 failed.', next: '', undo: null }
  expect(runVerdict(run({ state: 'failed', outcome }))).toBe('Statement 3 failed.')
})

it('finds the statement that broke, not the migration around it', () => {
  const steps = [
    step({ position: 1, kind: 'migration', parent: null, state: 'failed' }),
    step({ position: 2, state: 'done' }),
    step({ position: 3, state: 'failed' }),
    step({ position: 4, state: 'skipped' }),
  ]
  expect(brokenStep(steps)?.position).toBe(3)
  expect(brokenStep([step({ state: 'done' })])).toBeUndefined()
})
