import { expect, it } from 'vitest'
import type { RoundReport } from './round'
import { playSuite } from './suite'
import { linesOf, tableOf } from './table'

const seed = 20261123

/** Waits for a long time; `npm run test:faults` has it. */
const without = ['half-open connection']

/** The suite in short: a round of each fault, always the same. `npm run test:faults` plays it whole. */
it(`faults in the middle of runs leave what they should (seed ${seed})`, async () => {
  const reports: RoundReport[] = []
  const told = (report: RoundReport) => reports.push(report)
  const sizes = { variety: 2, rows: 500, servers: ['embedded' as const] }
  await playSuite({ seed, rounds: 1, only: [], without, ...sizes, told })
  console.log(tableOf(linesOf(reports)))
  expect(reports.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(reports.length).toBeGreaterThan(10)
}, 600_000)
