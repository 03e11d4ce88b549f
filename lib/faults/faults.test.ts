import { expect, it } from 'vitest'
import type { RoundReport } from './round'
import { playSuite } from './suite'
import { linesOf, tableOf } from './table'

const seed = 20261123

/** By default those that strike at any moment; `HEADGATE_TESTS=full` plays all but one, which waits for a long time. */
const strikes = ['kill -9 of Headgate', 'kill of the', 'cut connection']
const full = process.env.HEADGATE_TESTS === 'full'
const without = ['half-open connection']

/** The suite in short: a round of a fault, always the same. `npm run test:faults` plays it whole. */
it(`faults in the middle of runs leave what they should (seed ${seed})`, async () => {
  const reports: RoundReport[] = []
  const told = (report: RoundReport) => reports.push(report)
  const sizes = { variety: 2, rows: 500, servers: ['embedded' as const] }
  await playSuite({ seed, rounds: 1, only: full ? [] : strikes, without, ...sizes, told })
  console.log(tableOf(linesOf(reports)))
  expect(reports.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(reports.length).toBeGreaterThanOrEqual(full ? 10 : 4)
}, 600_000)
