import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { defaultPolicies } from '../../domain/policy'
import { executeDeploy } from '../../runs/execute-deploy'
import { executeReverse } from '../../runs/execute-rollback'
import { memoryJournal } from '../../runs/testing/memory-journal'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import { makePlan, type PlanningPorts } from './make-plan'

const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
const policy = defaultPolicies.development
const init = migration(
  '1_init',
  `CREATE TYPE "Size" AS ENUM ('S', 'L');
CREATE TABLE "buyers" ("id" SERIAL PRIMARY KEY, "mail" TEXT NOT NULL);
CREATE UNIQUE INDEX "buyers_mail" ON "buyers" (lower("mail"));
CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL, "note" TEXT, "size" "Size",
  "buyer" INTEGER REFERENCES "buyers" ("id"), CONSTRAINT "positive" CHECK ("total" >= 0));
CREATE INDEX "orders_dear" ON "orders" ("total") WHERE "total" > 100;
CREATE INDEX "orders_note" ON "orders" (lower("note"));
CREATE VIEW "dear" AS SELECT "id", "note" FROM "orders" WHERE "total" > 100;
CREATE FUNCTION "stamp"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "stamped" BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "stamp"();`,
)
const gone = migration('2_gone', 'DROP TABLE "orders" CASCADE; DROP TYPE "Size";')

let ports: PlanningPorts
let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
})

describe('the reverse of a plan', () => {
  it('gives a dropped table back with its check, trigger, view and indexes that no Prisma schema says', async () => {
    const url = await deployed([init], 'INSERT INTO orders (total) VALUES (1), (200)')
    const before = await catalogOf(url)
    const { plan } = await planned(url, [init, gone])
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    for (const part of ['CREATE TRIGGER', 'CREATE VIEW', 'positive', 'orders_dear', 'orders_note'])
      expect(plan.reverse.sql).toContain(part)
    await thereAndBack(url, plan, [init, gone])
    expect(await catalogOf(url)).toEqual(before)
  })

  it('is whole where only what Prisma cannot say is dropped, and where only such things are made', async () => {
    const bare = migration(
      '2_bare',
      'DROP TRIGGER "stamped" ON "orders"; ALTER TABLE "orders" DROP CONSTRAINT "positive"; DROP VIEW "dear"; DROP INDEX "buyers_mail";',
    )
    const more = migration(
      '3_more',
      `CREATE FUNCTION "twice"("n" INTEGER) RETURNS INTEGER LANGUAGE sql AS 'SELECT n * 2';
CREATE VIEW "cheap" AS SELECT "twice"("total") AS "price" FROM "orders";
ALTER TABLE "buyers" ADD CONSTRAINT "has_at" CHECK ("mail" LIKE '%@%');`,
    )
    const url = await deployed([init], "INSERT INTO buyers (mail) VALUES ('a@b')")
    const before = await catalogOf(url)
    const { plan } = await planned(url, [init, bare, more])
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    await thereAndBack(url, plan, [init, bare, more])
    expect(await catalogOf(url)).toEqual(before)
  })

  it('is whole for a first deploy, which leaves nothing behind', async () => {
    const url = await createDatabase('whole')
    const empty = Object.keys(await catalogOf(url))
    const { plan } = await planned(url, [init])
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    await thereAndBack(url, plan, [init])
    const left = Object.keys(await catalogOf(url))
    expect(left).toEqual(empty)
  })

  it('brings back the drift that a conditional script takes along', async () => {
    const cleaned = migration('2_cleaned', 'DROP TABLE IF EXISTS "by_hand"; DROP VIEW IF EXISTS "dear";')
    const url = await deployed(
      [init],
      'CREATE TABLE by_hand (id int CHECK (id > 0)); CREATE INDEX ON by_hand (id) WHERE id > 5',
    )
    const before = await catalogOf(url)
    const { plan } = await planned(url, [init, cleaned])
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    await thereAndBack(url, plan, [init, cleaned])
    expect(await catalogOf(url)).toEqual(before)
  })

  it('is the same where one given database has to do', async () => {
    const url = await deployed([init])
    const free = await planned(url, [init, gone])
    const given = new URL(await createDatabase('given'))
    const [name, role] = [given.pathname.slice(1), `whole_${process.pid}_${Date.now()}`]
    await script(url, `CREATE ROLE ${role} LOGIN PASSWORD 'x'; ALTER DATABASE "${name}" OWNER TO ${role}`)
    const asOwner = new URL(given)
    asOwner.username = role
    asOwner.password = 'x'
    const { plan } = await planned(url, [init, gone], asOwner.href)
    await script(
      given.href,
      `REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
    )
    expect(plan.reverse).toMatchObject({ differences: [], problems: [] })
    expect(plan).toEqual(free.plan)
  })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function planned(url: string, migrations: MigrationFile[], shadowUrl: string | null = null) {
  const revision = { digest: 'd', schemaFiles, migrations }
  const made = await makePlan(ports, { environmentId: 'env', url, shadowUrl, revision, upTo: null })
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  return made.value
}

async function thereAndBack(
  url: string,
  plan: Awaited<ReturnType<typeof planned>>['plan'],
  approvedFiles: MigrationFile[],
) {
  const target = { url, identity: null }
  const at = { database: postgres, clock: systemClock }
  const there = await executeDeploy(
    { plan, target, policy, approvedFiles },
    { ...at, journal: memoryJournal('there') },
  )
  expect(there.outcome).toMatchObject({ ok: true })
  const back = await executeReverse({ plan, target, policy }, { ...at, journal: memoryJournal('back') })
  expect(back.outcome).toMatchObject({ ok: true })
}

/** As somebody else deployed it. */
async function deployed(migrations: MigrationFile[], more = 'SELECT 1'): Promise<string> {
  const url = await createDatabase('whole')
  const session = await open(url)
  await session.script(createLedgerSql('public'))
  for (const file of migrations) {
    const id = newRowId()
    await insertRow(session, 'public', { ...file, id })
    await session.script(file.sql)
    await finishRow(session, 'public', id)
  }
  await session.script(more).finally(() => session.close())
  return url
}

async function catalogOf(url: string) {
  const session = await open(url)
  return await postgres.catalog(session).finally(() => session.close())
}

async function script(url: string, sql: string) {
  const session = await open(url)
  await session.script(sql).finally(() => session.close())
}

async function open(url: string) {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}
