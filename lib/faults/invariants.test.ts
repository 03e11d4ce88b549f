import { describe, expect, it } from 'vitest'
import type { LedgerRow } from '../domain/migration'
import type { Facts } from './facts'
import { invariants, violationsOf } from './invariants'

const row = (name: string, finishedAt: string | null = '2026-11-23T00:00:00Z'): LedgerRow => ({
  ...{ id: name, checksum: name, name, startedAt: '2026-11-23T00:00:00Z', finishedAt },
  ...{ rolledBackAt: null, logs: null, appliedStepsCount: 1 },
})

/** Two migrations, the second stepwise in two segments; the first is applied, and the run says so. */
function healthy(): Facts {
  const still = { 'public.still': '5:1' }
  const [one, two] = [
    { ...still, 'public.orders': '10:100' },
    { ...still, 'public.orders': '10:200' },
  ]
  const stopped = { states: ['failed'], requestStates: ['failed'] }
  return {
    places: [
      {
        name: 'before',
        schema: 'a',
        digests: one,
        applied: [],
        open: null,
        states: ['failed'],
        requestStates: ['open'],
      },
      { name: 'after 1', schema: 'b', digests: two, applied: ['1'], open: null, ...stopped },
      { name: '2 begun', schema: 'b', digests: two, applied: ['1'], open: '2', ...stopped },
      { name: '2 after segment 1', schema: 'c', digests: two, applied: ['1'], open: '2', ...stopped },
      {
        ...{ name: 'after 2', schema: 'd', digests: two, applied: ['1', '2'], open: null },
        ...{ states: ['succeeded'], requestStates: ['deployed'] },
      },
    ],
    run: {
      ...{
        id: 'run',
        kind: 'deploy',
        state: 'failed',
        said: 'Applied: 1. Not applied: 2.',
        requestState: 'failed',
      },
      ...{ done: ['1'], openSteps: [] },
    },
    acknowledged: ['1'],
    ended: null,
    live: { schema: 'b', invalidIndexes: [], digests: { ...two }, ledger: [row('0'), row('1')] },
    planned: ['1', '2'],
    unresolved: [],
    mostAtOnce: 1,
    left: { locks: [], sessions: [], databases: [] },
    strangeTexts: [],
    neverSent: [],
    prisma: [{ answer: 'refused', applied: 1, runConnected: true }],
    snapshots: [{ id: 'snapshot', recorded: one, restored: one }],
    failedDatabase: { name: 'failed', holds: two, must: two },
    roundTrip: [],
  }
}

type Sabotage = [invariant: string, what: string, sabotage: (facts: Facts) => unknown]

const sabotages: Sabotage[] = [
  [
    'schema is never between',
    'a schema that was never planned',
    (f) => Object.assign(f.live, { schema: 'between' }),
  ],
  [
    'what is half done is named',
    'an invalid index that nobody names',
    (f) => f.live.invalidIndexes.push('public.half_built'),
  ],
  [
    'ledger and schema agree',
    'finished, and the schema is as before',
    (f) => Object.assign(f.live, { schema: 'a' }),
  ],
  [
    'ledger and schema agree',
    'not finished, and the schema is as after',
    (f) => Object.assign(f.live, { schema: 'd' }),
  ],
  ['ledger and schema agree', 'two begun at once', (f) => f.live.ledger.push(row('2', null), row('2', null))],
  [
    'data is whole',
    'an update that ran twice',
    (f) => Object.assign(f.live.digests, { 'public.orders': '10:300' }),
  ],
  ['data is whole', 'a table that is gone', (f) => delete f.live.digests['public.orders']],
  [
    'other tables are untouched',
    'a row less elsewhere',
    (f) => Object.assign(f.live.digests, { 'public.still': '4:1' }),
  ],
  ['what was acknowledged is there', 'a migration that was called done', (f) => f.acknowledged.push('2')],
  [
    'what was acknowledged is there',
    'a run that had ended otherwise',
    (f) => Object.assign(f, { ended: 'succeeded' }),
  ],
  ['the run says what is there', 'success that is none', (f) => Object.assign(f.run, { state: 'succeeded' })],
  [
    'the run says what is there',
    'a request that says otherwise',
    (f) => Object.assign(f.run, { requestState: 'open' }),
  ],
  ['the run says what is there', 'a step without an outcome', (f) => f.run.openSteps.push('statement')],
  ['the run says what is there', 'a step that lies', (f) => f.run.done.push('2')],
  [
    'the run says what is there',
    'half-way, and not named',
    (f) => {
      f.live.ledger.push(row('2', null))
      f.run.said = 'Applied: 1.'
    },
  ],
  ['one run at a time', 'a run that never ends', (f) => f.unresolved.push('other')],
  ['one run at a time', 'two at once', (f) => Object.assign(f, { mostAtOnce: 2 })],
  ['nothing is left behind', 'a lock', (f) => f.left.locks.push('72707369')],
  ['nothing is left behind', 'a session', (f) => f.left.sessions.push('headgate run')],
  ['nothing is left behind', 'a shadow database', (f) => f.left.databases.push('headgate_shadow')],
  ['what ran was approved', 'a text that nobody approved', (f) => f.strangeTexts.push('DROP TABLE orders')],
  ['what ran was approved', 'a statement that was left out', (f) => f.neverSent.push('UPDATE orders')],
  [
    'Prisma neither slips in nor hangs',
    'Prisma between two migrations',
    (f) => {
      f.prisma.push({ answer: 'would_apply', applied: 1, runConnected: true })
      f.live.ledger.push(row('2'))
    },
  ],
  [
    'Prisma neither slips in nor hangs',
    'Prisma waits for good',
    (f) => f.prisma.push({ answer: 'gave_up', applied: 0, runConnected: true }),
  ],
  [
    'verified snapshots restore',
    'other rows',
    (f) => f.snapshots.push({ id: 's', recorded: { t: '1:1' }, restored: { t: '0:0' } }),
  ],
  [
    'verified snapshots restore',
    'a file that is damaged',
    (f) => f.snapshots.push({ id: 's', recorded: {}, restored: 'a bit' }),
  ],
  [
    'the failed database stays',
    'it is gone',
    (f) => Object.assign(f, { failedDatabase: { name: 'f', holds: null, must: {} } }),
  ],
  [
    'the failed database stays',
    'a row less',
    (f) => Object.assign(f, { failedDatabase: { name: 'f', holds: { t: '1:1' }, must: { t: '2:2' } } }),
  ],
  [
    'forward and back is the same',
    'a check that did not come back',
    (f) => f.roundTrip.push('check is gone'),
  ],
]

describe('the invariants', () => {
  it('hold in a state that is as it should be', () => {
    expect(violationsOf(healthy())).toEqual([])
  })

  it.each(sabotages)('%s: tells of %s', (invariant, _what, sabotage) => {
    const facts = structuredClone(healthy())
    sabotage(facts)
    expect(violationsOf(facts).map((violation) => violation.invariant)).toContain(invariant)
  })

  it('can each be violated', () => {
    const violated = new Set(sabotages.map(([invariant]) => invariant))
    expect(invariants.map(({ name }) => name).filter((name) => !violated.has(name))).toEqual([])
  })
})
