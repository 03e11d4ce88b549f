import { expect, it } from 'vitest'
import type { AnalysedStatement, Analysis } from '../../domain/analysis'
import type { Work } from '../../domain/finding'
import type { TableFacts } from '../../domain/live-risk'
import { neededDisk, predict } from './predict'

const GB = 1_000_000_000
const rate = { low: 0.1 * GB, high: 0.5 * GB, measuredOn: 'public.orders' }

it('gives a range for a statement that blocks while it works, and none for one that holds nobody up', () => {
  const analysis = analysisOf([
    { blocks: 'reads and writes', work: [work('scan', 'public.orders')] },
    { blocks: 'nothing', work: [work('scan', 'public.orders')] },
    { blocks: 'reads and writes', work: [] },
  ])
  const found = predict(analysis, [table('public.orders', 10 * GB)], rate)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ migration: 'm', statement: 0, tables: ['public.orders'], bytes: 10 * GB })
  expect(found[0]?.lowSeconds).toBeCloseTo(14)
  expect(found[0]?.highSeconds).toBeCloseTo(200)
  expect(found[0]?.because).toContain('100 MB to 500 MB a second, measured on public.orders')
})

it('adds the tables up, and the indexes to a rewrite, once', () => {
  const orders = table('public.orders', GB, 3)
  const scan = predict(analysisOf([blocking(work('scan', 'public.orders'))]), [orders], rate)
  const both = predict(
    analysisOf([blocking(work('scan', 'public.orders'), work('scan', 'public.users'))]),
    [orders, table('public.users', GB)],
    rate,
  )
  expect(both[0]?.highSeconds).toBeCloseTo(2 * (scan[0]?.highSeconds ?? 0))
  const rewrite = predict(analysisOf([blocking(work('rewrite', 'public.orders'))]), [orders], rate)
  const withIndexes = predict(
    analysisOf([blocking(work('rewrite', 'public.orders'), work('index build', 'public.orders'))]),
    [orders],
    rate,
  )
  expect(rewrite[0]?.highSeconds).toBeGreaterThan(10 * (scan[0]?.highSeconds ?? 0))
  expect(withIndexes).toEqual(rewrite)
})

it('says that it only assumes where nothing could be measured, and is silent on fresh tables', () => {
  const [found] = predict(
    analysisOf([blocking(work('scan', 'public.orders'))]),
    [table('public.orders', GB)],
    null,
  )
  expect(found?.because).toMatch(/nothing here is large enough to measure/)
  const fresh = { ...work('scan', 'public.orders'), fresh: true }
  expect(predict(analysisOf([blocking(fresh)]), [table('public.orders', GB)], rate)).toEqual([])
})

it('counts the disk that a rewrite and an index need, and none for a scan', () => {
  const orders = { ...table('public.orders', 4 * GB, 2), indexBytes: GB }
  expect(neededDisk(analysisOf([blocking(work('scan', 'public.orders'))]), [orders])).toBe(0)
  expect(neededDisk(analysisOf([blocking(work('rewrite', 'public.orders'))]), [orders])).toBe(5 * GB)
  const twice = analysisOf([
    blocking(work('rewrite', 'public.orders')),
    blocking(work('rewrite', 'public.orders')),
  ])
  expect(neededDisk(twice, [orders])).toBe(5 * GB)
})

function work(cost: Work['cost'], name: string): Work {
  return { cost, table: name, fresh: false }
}

function blocking(...parts: Work[]): Pick<AnalysedStatement, 'blocks' | 'work'> {
  return { blocks: 'reads and writes', work: parts }
}

function table(name: string, heapBytes: number, indexes = 0): TableFacts {
  return { name, rows: 1, heapBytes, indexBytes: 0, indexes, dependents: [], writesSeen: null }
}

function analysisOf(statements: Pick<AnalysedStatement, 'blocks' | 'work'>[]): Analysis {
  const whole = statements.map(
    (statement, index): AnalysedStatement => ({
      index,
      start: 0,
      end: 0,
      line: 1,
      summary: '',
      locks: [],
      cost: 'instant',
      transaction: 0,
      opaque: false,
      ...statement,
    }),
  )
  const migrations = [{ name: 'm', statements: whole, errors: [] }]
  return { postgres: 18, migrations, findings: [], probes: [], ignored: [], unusedIgnores: [] }
}
