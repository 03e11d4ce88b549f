import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isUnreachable } from '../store/persistence'
import type { RoundReport } from './round'
import type { ServerKind } from './server'
import { playSuite } from './suite'
import { linesOf, tableOf } from './table'

// The suite's own connections to a server that it kills.
process.on('unhandledRejection', (error) => {
  if (!isUnreachable(error)) throw error
})

// What was started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** Plays the fault suite, prints its table, and ends with 1 when anything was violated. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [] },
      server: { type: 'string', multiple: true, default: ['embedded', 'debian'] },
      rows: { type: 'string', default: '4000' },
      variety: { type: 'string', default: '16' },
      out: { type: 'string', default: join('.build', 'faults.json') },
    },
  })
  const seed = Number(values.seed) >>> 0
  const began = new Date()
  console.log(`seed ${seed}, ${values.rounds} rounds of each fault`)
  const reports = await playSuite({
    seed,
    rounds: Number(values.rounds),
    only: values.only,
    servers: values.server as ServerKind[],
    variety: Number(values.variety),
    rows: Number(values.rows),
    told,
  })
  const lines = linesOf(reports)
  console.log(`\n${tableOf(lines)}`)
  await writeFile(
    values.out,
    `${JSON.stringify({ began, ended: new Date(), seed, lines, reports }, null, 1)}\n`,
  )
  console.log(`\nAs JSON, with every round: ${values.out}`)
  process.exitCode = reports.some(({ violations }) => violations.length > 0) ? 1 : 0
}

function told(
  { fault, action, moment, what, state, seed, violations, ms }: RoundReport,
  round: number,
): void {
  const seconds = (ms / 1000).toFixed(1)
  console.log(`${fault} ${round + 1}: ${action}, ${moment}: ${what} → ${state || 'no end'} (${seconds} s)`)
  for (const { invariant, what: violated } of violations) console.log(`  VIOLATED ${invariant}: ${violated}`)
  if (violations.length > 0) console.log(`  again: --only '${fault}' --seed ${seed} --rounds 1`)
}

await main()
process.exit()
