import { expect, it } from 'vitest'
import type { Evidence } from './plan'
import { verdictSentence } from './risk-verdict'
import {
  answerOf,
  evidenceOf,
  findingOf,
  lockOf,
  planOf,
  predictionOf,
  probeOf,
  riskOf,
  statementOf,
} from './testing/risk'

const scan = { cost: 'scan' as const, table: 'public.orders', fresh: false }
const size = {
  name: 'public.orders',
  rows: 9e7,
  heapBytes: 12e9,
  indexBytes: 0,
  indexes: 1,
  dependents: [],
  writesSeen: null,
}
const scanning = statementOf({ locks: [lockOf({ mode: 'SHARE' })], work: [scan] })
const say = (given: Partial<Evidence>, plan = planOf()) => verdictSentence(plan, evidenceOf(given))

it('says whom it holds up and for how long, what it loses, and that it comes back', () => {
  const risk = riskOf({
    statements: [scanning],
    live: { tables: [size], predictions: [predictionOf(41, 88)] },
  })
  expect(say({ risk })).toBe(
    'Blocks writes on orders (12.0 GB) for about 40-90 s; loses nothing; can be rolled back.',
  )
})

it('says that it holds nobody up only of locks that nobody waits for', () => {
  const free = [
    statementOf(),
    statementOf({ index: 1, locks: [lockOf({ mode: 'SHARE UPDATE EXCLUSIVE' })], work: [scan] }),
    statementOf({ index: 2, locks: [lockOf({ fresh: true })], work: [{ ...scan, fresh: true }] }),
  ]
  expect(say({ risk: riskOf({ statements: free }) })).toBe(
    'Holds nobody up; loses nothing; can be rolled back.',
  )
  expect(say({})).toMatch(/^Nobody has looked at what it locks; /)
})

it('calls a strong lock without work one for a moment', () => {
  const risk = riskOf({ statements: [statementOf({ locks: [lockOf()] })] })
  expect(say({ risk })).toMatch(/^Blocks reads and writes on orders for a moment; /)
})

it('counts what a transaction does while it holds an earlier lock', () => {
  const add = statementOf({ locks: [lockOf()] })
  const update = statementOf({ index: 1, work: [scan] })
  const live = { predictions: [predictionOf(10, 20, { statement: 1 })] }
  expect(say({ risk: riskOf({ statements: [add, update], live }) })).toMatch(
    /^Blocks reads and writes on orders for about 10-20 s; /,
  )
  const alone = riskOf({
    statements: [
      { ...add, transaction: null },
      { ...update, transaction: null },
    ],
    live,
  })
  expect(say({ risk: alone })).toMatch(/^Blocks reads and writes on orders for a moment; /)
})

it('names the table that is held longest, and how many more there are', () => {
  const statements = ['a', 'orders', 'b'].map((name, index) =>
    statementOf({
      index,
      transaction: index,
      locks: [lockOf({ relation: `public.${name}` })],
      work: [{ ...scan, table: `public.${name}` }],
    }),
  )
  const predictions = [1, 90, 2].map((high, statement) => predictionOf(high / 2, high, { statement }))
  expect(say({ risk: riskOf({ statements, live: { predictions } }) })).toMatch(
    /^Blocks reads and writes on orders and 2 more tables for about 45-90 s; /,
  )
})

it('says what it waits for where nothing was measured', () => {
  expect(say({ risk: riskOf({ statements: [scanning], live: null }) })).toMatch(
    /^Blocks writes on orders for as long as a scan of orders takes; /,
  )
  const rewrite = statementOf({ locks: [lockOf()], work: [{ ...scan, cost: 'rewrite' }] })
  expect(say({ risk: riskOf({ statements: [rewrite, scanning], live: null }) })).toMatch(
    /for as long as a rewrite of orders takes; /,
  )
})

it('says first that it fails, and on how many rows', () => {
  const finding = findingOf({ family: 'fails_on_data', probes: ['p'] })
  const risk = (n: number) =>
    riskOf({ findings: [finding], probes: [probeOf()], live: { answers: [answerOf(n)] } })
  expect(say({ risk: risk(3) })).toBe('Fails: 3 rows of users whose email is NULL.')
  expect(say({ risk: risk(1) })).toBe('Fails: 1 row of users whose email is NULL.')
  expect(say({ risk: risk(0) })).toMatch(/^Holds nobody up/)
  expect(say({ unexecutable: ['orders.sku has 2 duplicates.', 'x'] })).toBe(
    'Fails: orders.sku has 2 duplicates, and 1 more reason.',
  )
})

it('says no more of a loss than was counted', () => {
  const loss = { object: 'column:public.orders.note', what: 'w', of: 9, exact: true }
  expect(say({ losses: [{ ...loss, count: 1204 }] })).toMatch(
    /destroys 1,204 rows or values; its schema can be rolled back, what it destroys not\.$/,
  )
  expect(
    say({
      losses: [
        { ...loss, count: 4 },
        { ...loss, count: null },
      ],
    }),
  ).toContain('destroys at least 4')
  expect(say({ losses: [{ ...loss, count: null }] })).toContain('may destroy data that could not be counted')
  const probed = riskOf({
    findings: [findingOf({ family: 'loses_data', probes: ['p'] })],
    probes: [probeOf({ means: 'loses' })],
    live: { answers: [answerOf(7)] },
  })
  expect(say({ risk: probed })).toContain('destroys 7 rows or values')
  const deleting = planOf()
  for (const statement of deleting.migrations[0]?.statements ?? []) statement.node = 'DeleteStmt'
  expect(say({}, deleting)).toContain('changes rows that were not counted')
})

it('says of the way back what was tried', () => {
  const back = (reverse: object) => say({}, planOf({ reverse: { ...planOf().reverse, ...reverse } }))
  expect(back({ tried: false })).toMatch(/its way back was not tried\.$/)
  expect(back({ differences: ['a check'] })).toMatch(/comes back only in part\.$/)
  expect(back({ sql: null })).toMatch(/comes back only from a snapshot\.$/)
})
