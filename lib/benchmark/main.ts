import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newestMajor } from '../databases/embedded/binaries'
import { startServer } from '../databases/embedded/server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { FailureError, ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { defaultPolicies } from '../domain/policy'
import { makePlan } from '../engines/planning/make-plan'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import { executeDeploy } from '../runs/execute-deploy'
import { memoryJournal } from '../runs/testing/memory-journal'
import { generatedHistory } from './generated-history'

const count = 300
const rounds = 3

/**
 * Plans and applies a generated history, and beside each what node-postgres alone takes for the same SQL. Every round
 * begins with an empty database; the journal is in memory, so that one server's work is measured and not two.
 */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-bench-'))
  await chmod(folder, 0o755)
  const server = value(await startServer({ folder: join(folder, 'server'), major: newestMajor }))
  try {
    const history = generatedHistory(count)
    const times: Record<string, number[]> = { sent: [], planned: [], applied: [] }
    for (let round = 0; round < rounds; round += 1) {
      times.sent?.push(
        await timed(await emptyDatabase(server.url, `sent_${round}`), (url) => send(url, history)),
      )
      const url = await emptyDatabase(server.url, `deployed_${round}`)
      let plan: Plan | null = null
      times.planned?.push(
        await timed(url, async () => {
          plan = await planOf(server.url, url, history)
        }),
      )
      if (plan) times.applied?.push(await timed(url, () => apply(url, plan as unknown as Plan, history)))
    }
    report(times)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function emptyDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return postgres.withDatabase(adminUrl, name)
}

async function timed(url: string, work: (url: string) => Promise<void>): Promise<number> {
  const from = performance.now()
  await work(url)
  return performance.now() - from
}

/** The least that can be done: each script in a transaction of its own, on one connection. */
async function send(url: string, history: MigrationFile[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const { sql } of history) await client.query(`begin;${sql};commit`)
  await client.end()
}

async function planOf(adminUrl: string, url: string, migrations: MigrationFile[]): Promise<Plan> {
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: adminUrl }) })
  const engine = createPrismaEngine({ shadows })
  const schema = 'datasource db {\n  provider = "postgresql"\n}\n'
  const revision = { digest: 'bench', schemaFiles: [{ path: 'schema.prisma', content: schema }], migrations }
  const request = { environmentId: 'bench', url, shadowUrl: null, revision, upTo: null }
  return value(await makePlan({ database: postgres, engine, shadows }, request)).plan
}

async function apply(url: string, plan: Plan, approvedFiles: MigrationFile[]): Promise<void> {
  const order = { plan, target: { url, identity: null }, policy: defaultPolicies.development, approvedFiles }
  const ports = { database: postgres, journal: memoryJournal('bench'), clock: systemClock }
  const { state, outcome } = await executeDeploy(order, ports)
  if (state !== 'succeeded') throw new Error(`The deploy ended as ${state}: ${JSON.stringify(outcome)}`)
}

function report(times: Record<string, number[]>): void {
  const median = (name: string) => [...(times[name] ?? [])].sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
  const sent = median('sent')
  const row = (words: string, ms: number) =>
    console.log(`${words.padEnd(34)} ${ms.toFixed(0).padStart(7)} ms   ${(ms / sent).toFixed(2)} x`)
  console.log(`${count} migrations, median of ${rounds}, PostgreSQL ${newestMajor}, ${cpus().length} cores`)
  row('node-postgres sending the same SQL', sent)
  row('Headgate applying it', median('applied'))
  row('Headgate planning it', median('planned'))
}

function value<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}

await main()
process.exit(0)
