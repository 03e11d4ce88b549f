import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, createContext } from '../composition/context'
import { testContext, testPerson } from '../composition/test-context'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { EnvironmentKind } from '../domain/policy'
import { systemActor } from '../domain/system-actor'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import { createSnapshotMethods } from '../snapshots/methods'
import { connectEnvironment } from './connect-environment'
import { connectProject } from './connect-project'

const schema = `generator client {
  provider = "prisma-client"
}

datasource db {
  provider = "postgresql"
}

model Order {
  id    Int     @id @default(autoincrement())
  total Int
  note  String?
}
`

export const initialMigration = `CREATE TABLE "Order" (
    "id" SERIAL NOT NULL,
    "total" INTEGER NOT NULL,
    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
);
`
export const noteMigration = 'ALTER TABLE "Order" ADD COLUMN "note" TEXT;\n'

/** A connected project with one environment on a real server, its people, and hands to change files and database. */
export interface TestShop {
  context: Context
  people: Awaited<ReturnType<typeof people>>
  project: string
  environment: string
  databaseUrl: string
  /** Of the project. */
  folder: string
  writeMigration(name: string, sql: string): void
  removeMigration(name: string): void
  sql<Row = Record<string, unknown>>(text: string): Promise<Row[]>
}

/** `kind` decides the policy. The first migration is applied already, and 100 orders are there. */
export async function testShop(kind: EnvironmentKind): Promise<TestShop> {
  const server = await testServer()
  const shadows = createShadowProvider({
    database: postgres,
    embedded: async () => ({ ok: true, value: { url: server.url } }),
  })
  const base = await testContext({ shadows, engine: createPrismaEngine({ shadows }) })
  const snapshotParts = {
    database: postgres,
    dataDir: base.config.dataDir,
    adminUrlFor: async () => server.url,
  }
  const context = createContext({ ...base, snapshotParts, snapshots: createSnapshotMethods(snapshotParts) })
  const folder = mkdtempSync(join(tmpdir(), 'headgate-shop-'))
  const migrations = join(folder, 'prisma/migrations')
  mkdirSync(migrations, { recursive: true })
  writeFileSync(join(folder, 'prisma/schema.prisma'), schema)
  writeFileSync(join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n')
  const writeMigration = (name: string, sql: string) => {
    mkdirSync(join(migrations, name), { recursive: true })
    writeFileSync(join(migrations, name, 'migration.sql'), sql)
  }
  writeMigration('20260101000000_init', initialMigration)

  const databaseUrl = await server.createDatabase('shop')
  const applied = await context.engine.applyOwn(
    databaseUrl,
    [{ name: '20260101000000_init', sql: initialMigration, checksum: '' }],
    [{ path: 'schema.prisma', content: schema }],
  )
  if (!applied.ok) throw new Error(applied.failure.why)
  const sql = async <Row>(text: string) => {
    const opened = await postgres.open(databaseUrl, { applicationName: 'a test' })
    if (!opened.ok) throw new Error(opened.failure.why)
    return (await opened.value.query<Row>(text).finally(() => opened.value.close())).rows
  }
  await sql('INSERT INTO "Order" (total) SELECT i FROM generate_series(1, 100) i')
  writeMigration('20260102000000_note', noteMigration)

  const project = await connectProject(context, systemActor, { name: 'Shop', path: folder })
  if (!project.ok) throw new Error(project.failure.why)
  const environment = await connectEnvironment(context, systemActor, {
    projectSlug: project.value.slug,
    name: 'Main',
    kind,
    url: databaseUrl,
    shadowUrl: null,
  })
  if (!environment.ok) throw new Error(environment.failure.why)
  if (environment.value.lookFailed) throw new Error(environment.value.lookFailed.why)
  return {
    context,
    people: await people(context),
    project: project.value.slug,
    environment: environment.value.slug,
    databaseUrl,
    folder,
    writeMigration,
    removeMigration: (name) => rmSync(join(migrations, name), { recursive: true }),
    sql,
  }
}

async function people(context: Context) {
  return {
    viewer: await testPerson(context, 'viewer', 'Vi Viewer'),
    author: await testPerson(context, 'author', 'Ada Author'),
    reviewer: await testPerson(context, 'reviewer', 'Rui Reviewer'),
    operator: await testPerson(context, 'operator', 'Olga Operator'),
    administrator: await testPerson(context, 'administrator', 'Abe Administrator'),
  }
}
