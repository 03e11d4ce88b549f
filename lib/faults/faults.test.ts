import { expect, it } from 'vitest'
import type { RoundReport } from './round'
import { playSuite } from './suite'
import { linesOf, tableOf } from './table'

const seed = 20261123

/** The suite in short: a round or two of each fault, always the same. `npm run test:faults` plays it whole. */
it(`faults in the middle of runs leave what they should (seed ${seed})`, async () => {
  const reports: RoundReport[] = []
  const told = (report: RoundReport) => reports.push(report)
  const middle = ['kill -9', 'kill of', 'cut connection']
  const sizes = { variety: 2, rows: 500, servers: ['embedded' as const] }
  await playSuite({ seed, rounds: 2, only: middle, ...sizes, told })
  console.log(
    `${tableOf(linesOf(reports))}\nseeds: ${[...new Set(reports.map((report) => report.seed))].join(', ')}`,
  )
  expect(reports.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(reports.length).toBe(8)
}, 600_000)
