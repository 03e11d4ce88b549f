import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import type { MigrationFile } from '../../domain/migration'
import { planFingerprint } from '../../domain/plan-fingerprint'
import { loadParser } from '../../sql/parse'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import { makePlan, type PlanningPorts } from './make-plan'

const schema = `datasource db {
  provider = "postgresql"
}

model Order {
  id     Int     @id @default(autoincrement())
  total  Int
  remark String?
  status Status

  @@map("orders")
}

enum Status {
  OPEN
  PAID
}
`

const init = migration(
  '20260101000000_init',
  `CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'REFUNDED');
CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL, "note" TEXT, "status" "Status" NOT NULL);`,
)
const renamed = migration(
  '20260102000000_rename',
  `ALTER TABLE "orders" DROP COLUMN "note",
ADD COLUMN     "remark" TEXT;`,
)
const narrowed = migration(
  '20260103000000_status',
  `BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID');
ALTER TABLE "orders" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "public"."Status_old";
COMMIT;`,
)

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
  await loadParser()
})

describe('makePlan', () => {
  it('counts what a rename written as drop and add would lose, and does not touch the database', async () => {
    const url = await environment(
      [init],
      `INSERT INTO orders (total, note, status) SELECT i, CASE WHEN i % 4 = 0 THEN 'n' END, 'OPEN' FROM generate_series(1, 1000) i`,
    )
    const { plan, evidence } = await planned(url, [init, renamed])
    expect(plan.migrations.map((m) => [m.name, m.mode])).toEqual([['20260102000000_rename', 'atomic']])
    expect(plan.chain).toHaveLength(2)
    expect(evidence.losses).toMatchObject([
      { object: 'column:public.orders.note', count: 250, of: 1000, exact: true },
    ])
    expect(evidence.unexecutable).toEqual([])
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    expect(plan.reverse.sql).toContain('ADD COLUMN     "note"')
    expect(evidence.reverseLosses.map((loss) => loss.object)).toEqual([
      'column:public.orders.note',
      'column:public.orders.remark',
    ])
    expect(await query(url, 'SELECT count(*)::int AS n FROM orders WHERE note IS NOT NULL')).toEqual([
      { n: 250 },
    ])
  })

  it('sees the rows that hold an enum value which is to go', async () => {
    const url = await environment(
      [init],
      `INSERT INTO orders (total, status) VALUES (1, 'OPEN'), (2, 'REFUNDED'), (3, 'REFUNDED')`,
    )
    const { plan, evidence } = await planned(url, [init, narrowed])
    expect(plan.migrations[0]).toMatchObject({ mode: 'atomic' })
    expect(evidence.unexecutable).toHaveLength(1)
    expect(evidence.unexecutable[0]).toContain('2 rows of public.orders.status')
  })

  it('refuses a required column on a table with rows, and lets it pass on an empty one', async () => {
    const required = migration(
      '20260104000000_vat',
      'ALTER TABLE "orders" ADD COLUMN "vat" INTEGER NOT NULL;',
    )
    const full = await environment([init], `INSERT INTO orders (total, status) VALUES (1, 'OPEN')`)
    expect((await planned(full, [init, required])).evidence.unexecutable).toHaveLength(1)
    const empty = await environment([init])
    expect((await planned(empty, [init, required])).evidence.unexecutable).toEqual([])
  })

  it('sees values that stand in the way of a unique index, and the table that any index reads', async () => {
    const unique = migration(
      '20260104000001_unique_note',
      'CREATE UNIQUE INDEX "orders_note_key" ON "orders"("note");',
    )
    const rows = (...notes: string[]) =>
      `INSERT INTO orders (total, status, note) VALUES ${notes.map((note) => `(1, 'OPEN', ${note})`).join()}`
    const twice = await environment([init], rows("'a'", "'a'", "'b'"))
    const { evidence } = await planned(twice, [init, unique])
    expect(evidence.unexecutable).toEqual([
      'public.orders (note) becomes unique, and 1 value stands there in more than one row.',
    ])
    expect(evidence.tables).toMatchObject([{ name: 'public.orders' }])
    const once = await environment([init], rows("'a'", "'b'", 'NULL', 'NULL'))
    expect((await planned(once, [init, unique])).evidence.unexecutable).toEqual([])
  })

  it('is not afraid of NOT NULL after a backfill', async () => {
    const backfilled = migration(
      '20260105000000_note_required',
      `UPDATE orders SET note = '' WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL;`,
    )
    const url = await environment([init], `INSERT INTO orders (total, status) VALUES (1, 'OPEN')`)
    const { evidence } = await planned(url, [init, backfilled])
    expect(evidence.unexecutable).toEqual([])
    expect(evidence.losses).toMatchObject([{ object: 'table:public.orders', count: null }])
  })

  it('keeps its fingerprint while rows come and go, and changes it with the schema', async () => {
    const url = await environment([init])
    const before = planFingerprint((await planned(url, [init, renamed])).plan)
    await script(url, `INSERT INTO orders (total, note, status) VALUES (1, 'x', 'OPEN')`)
    expect(planFingerprint((await planned(url, [init, renamed])).plan)).toBe(before)
    await script(url, 'CREATE INDEX orders_total ON orders (total)')
    expect(planFingerprint((await planned(url, [init, renamed])).plan)).not.toBe(before)
  })

  it('carries drift along, so that what was there before is expected after', async () => {
    const url = await environment([init])
    await script(url, 'ALTER TABLE orders ADD COLUMN by_hand int')
    const { plan } = await planned(url, [init, renamed])
    await script(url, renamed.sql)
    const session = await open(url)
    const { catalogFingerprint } = await import('../../domain/catalog-fingerprint')
    const now = catalogFingerprint(await postgres.catalog(session))
    await session.close()
    expect(plan.chain[1]).toBe(now)
  })

  it('names the migration that does not replay', async () => {
    const broken = migration('20260106000000_broken', 'ALTER TABLE nowhere ADD COLUMN a int;')
    const url = await environment([init])
    const made = await makePlan(ports, request(url, [init, broken]))
    expect(made).toMatchObject({ ok: false, failure: { code: 'migration_does_not_replay' } })
    expect(made.ok ? '' : made.failure.why).toContain('20260106000000_broken')
  })

  it('does not try a script that would drop another database', async () => {
    const [url, other] = [await environment([init]), await createDatabase('beyond')]
    const name = new URL(other).pathname.slice(1)
    const evil = migration('20260106000000_evil', `CREATE TABLE a ();\nDROP DATABASE "${name}" WITH (FORCE);`)
    const made = await makePlan(ports, request(url, [init, evil]))
    expect(made.ok ? '' : made.failure.why).toMatch(
      /20260106000000_evil, line 2: .*reaches beyond its database/,
    )
    const opened = await postgres.open(other, { applicationName: 'test' })
    expect(opened.ok).toBe(true)
    if (opened.ok) await opened.value.close()
  })

  it('refuses an edited history, and says when nothing is pending', async () => {
    const url = await environment([init])
    const edited = migration(init.name, `${init.sql}\n-- later`)
    expect(await makePlan(ports, request(url, [edited, renamed]))).toMatchObject({
      ok: false,
      failure: { code: 'history_needs_attention' },
    })
    expect(await makePlan(ports, request(url, [init]))).toMatchObject({
      ok: false,
      failure: { code: 'nothing_pending' },
    })
  })

  it('makes do with one given database that it may only empty', async () => {
    const url = await environment([init])
    const free = await planned(url, [init, renamed])
    const given = new URL(await createDatabase('given'))
    const [name, role] = [given.pathname.slice(1), `plan_${process.pid}_${Date.now()}`]
    await script(url, `CREATE ROLE ${role} LOGIN PASSWORD 'x'; ALTER DATABASE "${name}" OWNER TO ${role}`)
    given.username = role
    given.password = 'x'
    const made = await makePlan(ports, { ...request(url, [init, renamed]), shadowUrl: given.href })
    await script(url, `ALTER DATABASE "${name}" OWNER TO CURRENT_USER`)
    await script(
      given.href.replace(`${role}:x`, `${new URL(url).username}:${new URL(url).password}`),
      `DROP OWNED BY ${role}; DROP ROLE ${role}`,
    )
    expect(made.ok && made.value.plan).toEqual(free.plan)
  })

  it('leaves no shadow database behind', async () => {
    const url = await environment([init])
    await planned(url, [init, renamed])
    await ports.shadows.settled()
    const left = await query(
      url,
      `SELECT datname FROM pg_database WHERE datname LIKE 'headgate_shadow_${process.pid}%'`,
    )
    expect(left).toEqual([])
  })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function environment(applied: MigrationFile[], rows = 'SELECT 1'): Promise<string> {
  const url = await createDatabase('plan')
  const session = await open(url)
  await session.script(createLedgerSql('public'))
  for (const file of applied) {
    const id = newRowId()
    await insertRow(session, 'public', { id, checksum: file.checksum, name: file.name })
    await session.script(file.sql)
    await finishRow(session, 'public', id)
  }
  await session.script(rows)
  await session.close()
  return url
}

function request(url: string, migrations: MigrationFile[]) {
  const schemaFiles = [{ path: 'schema.prisma', content: schema }]
  return {
    environmentId: 'env',
    url,
    shadowUrl: null,
    revision: { digest: 'd', schemaFiles, migrations },
    upTo: null,
  }
}

async function planned(url: string, migrations: MigrationFile[]) {
  const made = await makePlan(ports, request(url, migrations))
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  return made.value
}

async function open(url: string) {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

async function script(url: string, sql: string) {
  const session = await open(url)
  await session.script(sql).finally(() => session.close())
}

async function query(url: string, sql: string) {
  const session = await open(url)
  return (await session.query(sql).finally(() => session.close())).rows
}
