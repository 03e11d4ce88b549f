import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { FailureError, ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { defaultPolicies } from '../domain/policy'
import type { SchemaFile } from '../domain/revision'
import { makePlan, type PlanningPorts } from '../engines/planning/make-plan'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../engines/prisma/ledger'
import { createShadowProvider } from '../engines/shadow'
import { executeDeploy } from '../runs/execute-deploy'
import { memoryJournal } from '../runs/testing/memory-journal'
import { connected, sendScripts } from './baselines'

export function planningPorts(adminUrl: string): PlanningPorts {
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: adminUrl }) })
  return { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
}

export async function emptyDatabase(adminUrl: string, name: string): Promise<string> {
  await connected(adminUrl, (client) => client.query(`CREATE DATABASE ${name}`))
  return postgres.withDatabase(adminUrl, name)
}

/** A database where these migrations are applied, with the ledger that Prisma would have left. */
export async function appliedDatabase(
  adminUrl: string,
  name: string,
  files: MigrationFile[],
): Promise<string> {
  const url = await emptyDatabase(adminUrl, name)
  await sendScripts(url, files)
  const session = value(await postgres.open(url, { applicationName: 'headgate bench' }))
  await session.script(createLedgerSql('public'))
  for (const { checksum, name: migration } of files) {
    const id = newRowId()
    await insertRow(session, 'public', { id, checksum, name: migration })
    await finishRow(session, 'public', id)
  }
  await session.close()
  return url
}

const emptySchema = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]

/** The Prisma schema of a database, as a project would have it. */
export async function schemaOf(ports: PlanningPorts, url: string): Promise<SchemaFile[]> {
  const target = { url, shadow: { url, givenUrl: null } }
  const wanted = { namespaces: null, fresh: true }
  return value(await ports.engine.introspect(target, emptySchema, wanted)).files
}

export async function planOf(
  ports: PlanningPorts,
  url: string,
  migrations: MigrationFile[],
  schemaFiles: SchemaFile[] = emptySchema,
): Promise<Plan> {
  const revision = { digest: 'bench', schemaFiles, migrations }
  const request = { environmentId: 'bench', url, shadowUrl: null, revision, upTo: null }
  return value(await makePlan(ports, request)).plan
}

/** The journal is in memory, so that the environment's database is measured and not the control database. */
export async function deploy(url: string, plan: Plan, approvedFiles: MigrationFile[]): Promise<void> {
  const order = { plan, target: { url, identity: null }, policy: defaultPolicies.development, approvedFiles }
  const ports = { database: postgres, journal: memoryJournal('bench'), clock: systemClock }
  const { state, outcome } = await executeDeploy(order, ports)
  if (state !== 'succeeded') throw new Error(`The deploy ended as ${state}: ${JSON.stringify(outcome)}`)
}

export function value<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
