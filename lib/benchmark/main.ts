import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { newestMajor } from '../databases/embedded/binaries'
import { startServer } from '../databases/embedded/server'
import { connected } from './baselines'
import { value } from './environment'
import type { Measured } from './measurement'
import { measurements } from './measurements'
import { makeReport, printReport, writeReport } from './report'

const reportFile = join('.build', 'bench.json')

/** Measures on a server of its own that is thrown away. Creating the empty databases is not measured. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      full: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
    },
  })
  const chosen = measurements.filter(({ name }) => values.only?.includes(name) ?? true)
  if (chosen.length === 0) {
    console.error(`--only takes one of: ${measurements.map(({ name }) => name).join(', ')}`)
    process.exit(64)
  }
  const folder = await mkdtemp(join(tmpdir(), 'headgate-bench-'))
  await chmod(folder, 0o755)
  const server = value(await startServer({ folder: join(folder, 'server'), major: newestMajor }))
  try {
    const sizes: Record<string, number> = {}
    const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 1)
    const measured: Measured[] = []
    for (const { name, measure } of chosen) {
      const from = Date.now()
      const size = (what: string, count: number) => {
        sizes[what] = count
      }
      measured.push(...(await measure({ adminUrl: server.url, rounds, full: values.full, size })))
      console.error(`${name}: measured in ${Math.round((Date.now() - from) / 1000)} s`)
    }
    const version = await connected(server.url, (client) => client.query('SHOW server_version'))
    const report = makeReport(version.rows[0].server_version, sizes, measured)
    printReport(report)
    await writeReport(reportFile, report)
    console.log(`\nAs JSON, with all rounds: ${reportFile}`)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
process.exit(0)
