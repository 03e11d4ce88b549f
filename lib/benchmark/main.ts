import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newestMajor } from '../databases/embedded/binaries'
import { startServer } from '../databases/embedded/server'
import { connected, sendScripts, sendStatements } from './baselines'
import { appliedDatabase, deploy, emptyDatabase, planningPorts, planOf, value } from './environment'
import { generatedHistory } from './generated-history'
import { type Measured, makeReport, printReport, writeReport } from './report'

const count = 300
const rounds = 5
const reportFile = join('.build', 'bench.json')

/**
 * Plans and deploys a generated history, and holds each against node-postgres with the same SQL in the same round, on
 * a server of its own that is thrown away. Creating the empty databases is not measured, except those that planning
 * itself needs.
 */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-bench-'))
  await chmod(folder, 0o755)
  const server = value(await startServer({ folder: join(folder, 'server'), major: newestMajor }))
  try {
    await measure(server.url)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(adminUrl: string): Promise<void> {
  const history = generatedHistory(count)
  const ports = planningPorts(adminUrl)
  const almost = await appliedDatabase(adminUrl, 'almost', history.slice(0, -1))
  const plan = await planOf(ports, await emptyDatabase(adminUrl, 'first'), history)

  const sent: number[] = []
  const replayed: number[] = []
  const times = { deploy: [] as number[], planOne: [] as number[], planAll: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const fresh = (what: string) => emptyDatabase(adminUrl, `${what}_${round}`)
    const [statements, scripts, deployed, empty] = [
      await fresh('statements'),
      await fresh('scripts'),
      await fresh('deployed'),
      await fresh('empty'),
    ]
    sent.push(await timed(() => sendStatements(statements, plan.migrations)))
    times.deploy.push(await timed(() => deploy(deployed, plan, history)))
    replayed.push(await timed(() => sendScripts(scripts, history)))
    times.planOne.push(await timed(() => planOf(ports, almost, history)))
    times.planAll.push(await timed(() => planOf(ports, empty, history)))
    console.log(`Round ${round + 1} of ${rounds}`)
  }

  const asStatements = 'node-postgres, the same statements, a transaction for each migration'
  const asScripts = 'node-postgres, the same scripts into an empty database'
  const measured: Measured[] = [
    { name: `Deploy ${count}`, baseline: asStatements, ms: times.deploy, baselineMs: sent },
    {
      name: `Plan 1, with ${count - 1} applied`,
      baseline: asScripts,
      ms: times.planOne,
      baselineMs: replayed,
    },
    { name: `Plan ${count}`, baseline: asScripts, ms: times.planAll, baselineMs: replayed },
  ]
  const sizes = {
    migrations: count,
    statements: plan.migrations.reduce((sum, { statements }) => sum + statements.length, 0),
    'characters of SQL': history.reduce((sum, { sql }) => sum + sql.length, 0),
    'changes of schema': plan.migrations.reduce((sum, { changes }) => sum + changes.length, 0),
  }
  const version = await connected(adminUrl, (client) => client.query('SHOW server_version'))
  const report = makeReport(version.rows[0].server_version, sizes, measured)
  printReport(report)
  await writeReport(reportFile, report)
  console.log(`\nAll rounds: ${reportFile}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

await main()
process.exit(0)
