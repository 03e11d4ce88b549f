import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import type { Journal } from '../../domain/journal'
import type { MigrationFile } from '../../domain/migration'
import { defaultPolicies } from '../../domain/policy'
import { executeReverse } from '../../runs/execute-rollback'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId, readLedger } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import type { PlanningPorts } from './make-plan'
import { makeReversal } from './make-reversal'

const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
const init = migration(
  '1_init',
  `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL CHECK ("total" >= 0), "note" TEXT);
CREATE INDEX "orders_dear" ON "orders" ("total") WHERE "total" > 100;
CREATE VIEW "dear" AS SELECT "id", "note" FROM "orders" WHERE "total" > 100;
CREATE FUNCTION "stamp"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "stamped" BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "stamp"();`,
)
const tags = migration('2_tags', 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);')
const gone = migration('3_gone', 'DROP VIEW "dear"; DROP TABLE "orders"; DROP FUNCTION "stamp"();')

let ports: PlanningPorts
let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  const shadows = createShadowProvider({
    database: postgres,
    embedded: async () => ({ ok: true, value: { url: server.url } }),
  })
  ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
})

describe('makeReversal', () => {
  it('brings back whole what a Prisma schema cannot say, and counts what would be lost', async () => {
    const history = [init, tags, gone]
    const url = await deployed(history, `INSERT INTO tags (name) VALUES ('a'), ('b')`)
    const made = await reversal(url, history, '1_init')
    expect(made.plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    expect(made.plan.reverse.sql).toContain('CREATE TRIGGER')
    expect(made.plan.migrations.map(({ name }) => name)).toEqual(['2_tags', '3_gone'])
    expect(made.evidence.reverseLosses).toMatchObject([
      { object: 'table:public.tags', count: 2 },
      { object: 'table:public.orders', count: 0 },
    ])

    const ended = await executeReverse(
      { plan: made.plan, target: { url, identity: null }, policy: defaultPolicies.development },
      { database: postgres, clock: systemClock, journal: silentJournal() },
    )
    expect(ended.outcome).toMatchObject({ ok: true })
    expect(await catalogOf(url)).toEqual(await catalogOf(await deployed([init])))
    expect(
      await query(url, 'SELECT migration_name AS m FROM _prisma_migrations WHERE rolled_back_at IS NULL'),
    ).toEqual([{ m: '1_init' }])
  })

  it('goes by the order in which migrations were applied, and takes all of them where none is named', async () => {
    const late = migration('0_late', 'CREATE TABLE "late" ("id" INTEGER PRIMARY KEY);')
    const url = await deployed([init, tags, late])
    const after = await reversal(url, [late, init, tags], '2_tags')
    expect(after.plan.migrations.map(({ name }) => name)).toEqual(['0_late'])
    const all = await reversal(url, [late, init, tags], null)
    expect(all.plan.migrations.map(({ name }) => name)).toEqual(['1_init', '2_tags', '0_late'])
    expect(all.plan.reverse).toMatchObject({ differences: [], problems: [] })
    expect(Object.keys(all.base).filter((key) => key.startsWith('table:'))).toEqual([])
  })

  it('refuses where the history is not what the files say, and where nothing is to be taken back', async () => {
    const url = await deployed([init, tags])
    const refusals = [
      await makeReversal(ports, question(url, [init, migration('2_tags', 'SELECT 1;')], '1_init')),
      await makeReversal(ports, question(url, [init], null)),
      await makeReversal(ports, question(url, [init, tags], '2_tags')),
      await makeReversal(ports, question(url, [init, tags, gone], '3_gone')),
    ]
    expect(refusals.map((each) => (each.ok ? 'ok' : each.failure.code))).toEqual([
      'history_needs_attention',
      'history_needs_attention',
      'rollback_impossible',
      'rollback_impossible',
    ])
  })

  it('leaves drift elsewhere alone, and refuses where what was made has drifted', async () => {
    const url = await deployed([init, tags], 'CREATE TABLE mine (id int)')
    const made = await reversal(url, [init, tags], '1_init')
    expect(made.base).toHaveProperty('table:public.mine')
    await query(url, 'ALTER TABLE tags ALTER COLUMN name DROP NOT NULL')
    const refused = await makeReversal(ports, question(url, [init, tags], '1_init'))
    expect(refused).toMatchObject({ ok: false, failure: { code: 'rollback_impossible' } })
    expect(refused.ok ? '' : refused.failure.why).toContain('tags.name')
  })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

function question(url: string, migrations: MigrationFile[], to: string | null) {
  const revision = { digest: 'd', schemaFiles, migrations }
  return { environmentId: 'local', url, shadowUrl: null, revision, to }
}

async function reversal(url: string, migrations: MigrationFile[], to: string | null) {
  const made = await makeReversal(ports, question(url, migrations, to))
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  return made.value
}

/** As somebody else deployed it. */
async function deployed(migrations: MigrationFile[], more = ''): Promise<string> {
  const url = await createDatabase('reversal')
  await on(url, async (session) => {
    await session.script(createLedgerSql('public'))
    for (const file of migrations) {
      const id = newRowId()
      await insertRow(session, 'public', { ...file, id })
      await session.script(file.sql)
      await finishRow(session, 'public', id)
    }
    if (more) await session.script(more)
    expect((await readLedger(session)).rows).toHaveLength(migrations.length)
  })
  return url
}

function catalogOf(url: string) {
  return on(url, (session) => postgres.catalog(session))
}

function query(url: string, sql: string) {
  return on(url, async (session) => (await session.query(sql)).rows)
}

async function on<T>(
  url: string,
  work: (session: Awaited<ReturnType<typeof open>>) => Promise<T>,
): Promise<T> {
  const session = await open(url)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

async function open(url: string) {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

function silentJournal(): Journal {
  const nothing = async () => {}
  return {
    runId: crypto.randomUUID(),
    announce: nothing,
    start: nothing,
    note: nothing,
    finish: nothing,
    record: nothing,
    log: nothing,
    backend: nothing,
    cancelAsked: async () => false,
    end: nothing,
  }
}
