import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, createContext } from '../composition/context'
import { createSecrets } from '../composition/secrets'
import { postgres } from '../databases/postgres/postgres'
import { FailureError, ok } from '../domain/failure'
import type { Evidence, Plan } from '../domain/plan'
import { makePlan } from '../engines/planning/make-plan'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createLedgerSql, insertAppliedRow } from '../engines/prisma/ledger'
import { createShadowProvider } from '../engines/shadow'
import { createPrisma } from '../store/client'
import { ask } from './ask'
import { type Place, walk, walkBack } from './places'
import { type MigrationTrait, type Scenario, scenarioOf } from './scenario'
import { type FaultServer, faultServer, type ServerKind } from './server'

/** A Headgate with a control database of its own. */
export interface Installation {
  context: Context
  /** Address of its control database. */
  url: string
  /** The server that this is on. */
  server: FaultServer
  /** What a runner of it needs. */
  environment: Record<string, string>
}

/** A scenario whose plan was made by Headgate, and walked through by the suite. */
export interface Planned {
  scenario: Scenario
  plan: Plan
  evidence: Evidence
  /** Database to make targets from: the base is applied, and there are rows. */
  template: string
  /** In the order of the plan; the first is the base, the last is deployed. */
  places: Place[]
  /** After the reverse SQL; null: there is none that works. */
  reversed: Place | null
}

/** The servers that the faults happen to. */
export interface Stage {
  target: FaultServer
  /** Its control database is on a server of its own. */
  apart: Installation
  /** Its control database is on the target's server. */
  together: Installation
  planned(seed: number, traits?: MigrationTrait[]): Promise<Planned>
  /** A new database as the template has it. Resolves to its name. */
  create(template: string): Promise<string>
  /** Drops it, and others whose names begin with it. */
  drop(name: string): Promise<void>
  close(): Promise<void>
}

export async function stageOf(kind: ServerKind, options: { rows: number }): Promise<Stage> {
  const [target, control] = await Promise.all([faultServer(kind), faultServer(kind)])
  const [apart, together] = await Promise.all([installation(control), installation(target)])
  const known = new Map<string, Promise<Planned>>()
  const stage: Stage = {
    target,
    apart,
    together,
    planned(seed, traits) {
      const key = `${seed} ${traits?.join()}`
      const planning =
        known.get(key) ?? plan(target, scenarioOf(seed, { ...options, ...(traits && { traits }) }))
      known.set(key, planning)
      return planning
    },
    create: (template) => createDatabase(target, 'round', template),
    async drop(name) {
      const rows = await ask<{ datname: string }>(
        target.url,
        'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
        [name],
      )
      for (const { datname } of rows)
        await ask(target.url, `DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`)
    },
    async close() {
      for (const { context, environment } of [apart, together]) {
        await context.db.$disconnect().catch(() => {})
        await rm(environment.HEADGATE_DATA_DIR ?? '', { recursive: true, force: true })
      }
      await Promise.all([target.stop(), control.stop()])
    },
  }
  return stage
}

async function installation(server: FaultServer): Promise<Installation> {
  const url = server.urlOf(await createDatabase(server, 'control', 'template0'))
  await ask(url, ownMigrations().join('\n'))
  const dataDir = await mkdtemp(join(tmpdir(), 'headgate-faults-data-'))
  const secretKey = randomBytes(32).toString('hex')
  const config = {
    ...{ publicUrl: 'http://localhost:3000', authSecret: 'test', databaseUrl: url, dataDir },
    secretKey: Buffer.from(secretKey, 'hex'),
  }
  const context = createContext({
    ...{ db: createPrisma(url), config, secrets: createSecrets(config.secretKey) },
    snapshotParts: { database: postgres, dataDir },
  })
  const environment = {
    HEADGATE_DATABASE_URL: url,
    HEADGATE_DATA_DIR: dataDir,
    HEADGATE_SECRET_KEY: secretKey,
  }
  return { context, url, server, environment }
}

function ownMigrations(): string[] {
  const folder = join(process.cwd(), 'prisma/migrations')
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'))
}

async function createDatabase(server: FaultServer, prefix: string, template: string): Promise<string> {
  const name = `${prefix}_${randomBytes(5).toString('hex')}`
  await ask(server.url, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  return name
}

async function plan(server: FaultServer, scenario: Scenario): Promise<Planned> {
  const template = await createDatabase(server, 'template', 'template0')
  const url = server.urlOf(template)
  await ask(url, scenario.base.sql)
  await ask(url, scenario.rows)
  const opened = await postgres.open(url, { applicationName: 'fault suite' })
  if (!opened.ok) throw new FailureError(opened.failure)
  await opened.value.script(createLedgerSql('public'))
  const { name, checksum } = scenario.base
  await insertAppliedRow(opened.value, 'public', { id: 'base', name, checksum })
  await opened.value.script('VACUUM ANALYZE')
  await opened.value.close()

  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  const ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
  const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
  const migrations = [scenario.base, ...scenario.migrations]
  const revision = { digest: `${scenario.seed}`, schemaFiles, migrations }
  const made = await makePlan(ports, {
    ...{
      environmentId: 'faults',
      url,
      shadowUrl: server.url,
      revision,
      upTo: null,
      keep: { megabytes: 1_024 },
    },
  })
  if (!made.ok) throw new FailureError(made.failure)
  scenario.traits.forEach((trait, index) => {
    if (trait === 'not_parsed') sendWhole(made.value.plan, index)
  })

  const walked = await createDatabase(server, 'walk', template)
  const places = await walk(server.urlOf(walked), made.value.plan)
  const sql = made.value.plan.reverse.problems.length === 0 ? made.value.plan.reverse.sql : null
  const reversed = sql === null ? null : await walkBack(server.urlOf(walked), sql).catch(() => null)
  await ask(server.url, `DROP DATABASE ${walked} WITH (FORCE)`)
  return { scenario, ...made.value, template, places, reversed }
}

/** As a script is planned that does not parse: one text, of which nothing is known. */
function sendWhole(plan: Plan, index: number): void {
  const migration = plan.migrations[index]
  const [first] = migration?.statements ?? []
  if (!migration || !first) throw new Error('The plan lacks a migration.')
  const text = migration.sql
  migration.statements = [
    {
      ...first,
      index: 0,
      text,
      start: 0,
      end: text.length,
      line: 1,
      node: null,
      summary: 'The whole script',
    },
  ]
  migration.segments = [{ transaction: true, statements: [0] }]
}
