import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../../../databases/database'
import { testServer } from '../../../databases/embedded/test-server'
import { postgres } from '../../../databases/postgres/postgres'
import { ok } from '../../../domain/failure'
import type { KeptCopy } from '../../../domain/kept-data'
import type { MigrationFile } from '../../../domain/migration'
import type { Plan } from '../../../domain/plan'
import { createPrismaEngine } from '../../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../../prisma/ledger'
import { createShadowProvider } from '../../shadow'
import { makePlan, type PlanningPorts } from '../make-plan'
import { replayOne } from '../replay'

const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
const init = migration(
  '1_init',
  `CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'REFUNDED');
CREATE DOMAIN "Mail" AS TEXT CHECK (VALUE LIKE '%@%');
CREATE TABLE "buyers" ("id" SERIAL PRIMARY KEY, "mail" "Mail" NOT NULL UNIQUE, "name" TEXT NOT NULL);
CREATE TABLE "orders" ("id" INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY, "buyer" INTEGER NOT NULL,
  "total" NUMERIC(10,2) NOT NULL CHECK ("total" >= 0), "note" TEXT NOT NULL, "status" "Status" NOT NULL DEFAULT 'REFUNDED',
  "double" NUMERIC GENERATED ALWAYS AS ("total" * 2) STORED, "number" SERIAL,
  CONSTRAINT "orders_buyer" FOREIGN KEY ("buyer") REFERENCES "buyers" ("id") ON DELETE CASCADE);
CREATE UNIQUE INDEX "orders_note" ON "orders" (lower("note")) WHERE "total" > 0;
CREATE TABLE "logs" ("at" TIMESTAMPTZ, "line" TEXT);
CREATE FUNCTION "stamp"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'touched'; END $$;
CREATE TRIGGER "stamped" BEFORE UPDATE ON "orders" FOR EACH ROW WHEN (pg_trigger_depth() < 0) EXECUTE FUNCTION "stamp"();
CREATE VIEW "dear" AS SELECT "id", "note", "total" FROM "orders" WHERE "total" > 100;`,
)
const rows = `INSERT INTO buyers (mail, name) SELECT 'b' || i || '@x', 'B' || i FROM generate_series(1, 20) i;
INSERT INTO orders (buyer, total, note, status) SELECT i % 20 + 1, i * 1.25, 'n' || i, (ARRAY['OPEN', 'PAID', 'REFUNDED'])[i % 3 + 1]::"Status" FROM generate_series(1, 300) i;
INSERT INTO logs VALUES (now(), 'x')`

let ports: PlanningPorts
let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
})

describe('kept data', () => {
  const full = process.env.HEADGATE_TESTS === 'full'
  // A plan and a rollback each: some three of them tell by default whether any of it still works.
  const usual = ['dropped columns, one of them required', 'a dropped table', 'deleted and emptied rows']
  const cases: [string, string][] = [
    [
      'dropped columns, one of them required',
      'ALTER TABLE "orders" DROP COLUMN "note" CASCADE, DROP COLUMN "total" CASCADE;',
    ],
    ['a column that numbers itself', 'ALTER TABLE "orders" DROP COLUMN "number";'],
    ['a dropped table', 'DROP TABLE "orders" CASCADE; DROP TYPE "Status";'],
    ['two of them', 'DROP TABLE "orders" CASCADE; DROP TABLE "buyers"; DROP DOMAIN "Mail";'],
    [
      'a table that another one takes the name of',
      'DROP TABLE "orders" CASCADE; CREATE TABLE "orders" ("id" INTEGER PRIMARY KEY, "note" JSONB NOT NULL);',
    ],
    [
      'a renamed table that loses a column',
      'ALTER TABLE "orders" RENAME TO "sales"; ALTER TABLE "sales" RENAME COLUMN "note" TO "remark"; ALTER TABLE "sales" DROP COLUMN "status";',
    ],
    [
      'a narrower list of values',
      `UPDATE "orders" SET "status" = 'PAID' WHERE "status" = 'REFUNDED';
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID');
ALTER TABLE "orders" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "orders" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old"; ALTER TYPE "Status_new" RENAME TO "Status"; DROP TYPE "Status_old";
COMMIT;`,
    ],
    [
      'converted values',
      `DROP VIEW "dear"; DROP INDEX "orders_note"; ALTER TABLE "orders" DROP COLUMN "double", ALTER COLUMN "total" TYPE INTEGER, ALTER COLUMN "note" TYPE INTEGER USING length("note");`,
    ],
    [
      'a rename as Prisma writes it',
      'ALTER TABLE "orders" DROP COLUMN "note" CASCADE, ADD COLUMN "remark" TEXT;',
    ],
    ['deleted and emptied rows', 'DELETE FROM "buyers" WHERE "id" > 5; TRUNCATE "orders";'],
    [
      'a row that is made anew under its key',
      `DELETE FROM "buyers" WHERE "id" = 3; INSERT INTO "buyers" ("id", "mail", "name") VALUES (3, 'new@x', 'new');`,
    ],
    ['overwritten values', `UPDATE "buyers" SET "name" = 'x', "mail" = 'y' || "id" || '@z';`],
    [
      'what goes in a block of code',
      `DO $$ BEGIN ALTER TABLE "orders" DROP COLUMN "note" CASCADE; DROP TABLE "logs"; END $$;`,
    ],
    [
      'a column that comes back as another',
      'ALTER TABLE "orders" DROP COLUMN "note" CASCADE, ADD COLUMN "note" INTEGER NOT NULL DEFAULT 7;',
    ],
  ]
  it.each(cases.filter(([what]) => full || usual.includes(what)))('brings back %s', async (_, sql) => {
    const url = await deployed([init], rows)
    const before = await stateOf(url)
    const { plan } = await planned(url, [init, migration('2_next', sql)])
    expect(plan.keptReverse).toMatchObject({ tried: true, differences: [], problems: [] })
    await on(url, (session) => thereAndBack(session, plan))
    expect(await stateOf(url)).toEqual(before)
  })

  it('leaves what was written since where the deploy gave other names', async () => {
    const url = await deployed([init], rows)
    const sql = `ALTER TABLE "buyers" RENAME TO "people"; ALTER TABLE "people" RENAME COLUMN "name" TO "called";
ALTER TABLE "people" ALTER COLUMN "called" TYPE VARCHAR(1) USING left("called", 1);`
    const { plan } = await planned(url, [init, migration('2_next', sql)])
    await on(url, async (session) => {
      const since = async (copies: Map<string, KeptCopy>) => {
        await session.script(
          `UPDATE people SET called = 'z' WHERE id = 1; INSERT INTO people (mail, called) VALUES ('n@x', 'n')`,
        )
        for (const part of plan.keptReverse?.parts ?? []) {
          const copy = part.kind === 'put_back' && copies.get(part.step.keep)
          if (copy && part.kind === 'put_back')
            expect(await postgres.kept.forecast(session, copy, part.step)).toMatchObject({
              fits: 20,
              changed: 1,
              created: 1,
            })
        }
      }
      await thereAndBack(session, plan, since)
      const { rows } = await session.query('SELECT name FROM buyers WHERE id IN (1, 2, 21) ORDER BY id')
      expect(rows).toEqual([{ name: 'z' }, { name: 'B2' }, { name: 'n' }])
    })
  })

  it('says what it does not keep, and why', async () => {
    const url = await deployed([init], rows)
    const cases: [string, string, RegExp][] = [
      ['DELETE FROM "logs";', 'table:public.logs', /no key/],
      [
        'UPDATE "buyers" SET "id" = "id" + 100, "mail" = \'a\' || "mail";',
        'column:public.buyers.id',
        /changes the key/,
      ],
      ['DO $$ BEGIN DELETE FROM "orders"; END $$;', 'script', /cannot be read/],
    ]
    for (const [sql, object, why] of cases) {
      const { plan } = await planned(url, [init, migration('2_next', sql)])
      expect(plan.notKept).toContainEqual({ object, why: expect.stringMatching(why) })
    }
    await on(url, (session) => session.script('CREATE TABLE "kinds" () INHERITS ("buyers")'))
    const { plan: inherited } = await planned(url, [
      init,
      migration('2_next', `UPDATE "buyers" SET "name" = 'x';`),
    ])
    expect(inherited.notKept).toMatchObject([
      { object: 'column:public.buyers.name', why: expect.stringMatching(/^tables inherit from buyers/) },
    ])
    await on(url, (session) => session.script('DROP TABLE "kinds"'))
    const small = await planned(url, [init, migration('2_gone', 'DROP TABLE "orders" CASCADE;')], 0.001)
    expect(small.plan.notKept).toMatchObject([
      { object: 'table:public.orders', why: expect.stringMatching(/policy/) },
    ])
    expect(small.plan.keptReverse).toBeNull()
  })

  it('keeps nothing where nothing is destroyed', async () => {
    const url = await deployed([init], rows)
    const harmless = migration(
      '2_harmless',
      `ALTER TABLE "orders" ADD COLUMN "at" DATE, ALTER COLUMN "number" TYPE BIGINT; CREATE INDEX ON "logs" ("at"); INSERT INTO "logs" ("line") VALUES ('y');
ALTER TABLE "buyers" RENAME TO "people"; CREATE TABLE "fresh" ("a" INTEGER); ALTER TABLE "fresh" DROP COLUMN "a"; DROP TABLE "fresh";`,
    )
    const { plan, evidence } = await planned(url, [init, harmless])
    expect(plan).toMatchObject({ keptReverse: null, notKept: [] })
    expect(plan.migrations[0]?.keeps).toBeUndefined()
    expect(evidence.keeps).toEqual([])
  })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function planned(url: string, migrations: MigrationFile[], megabytes = 100) {
  const revision = { digest: 'd', schemaFiles, migrations }
  const request = { environmentId: 'env', url, shadowUrl: null, revision, upTo: null, keep: { megabytes } }
  const made = await makePlan(ports, request)
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  return made.value
}

/** As a run does it, in few words. */
async function thereAndBack(
  session: Session,
  { migrations, keptReverse }: Plan,
  since?: (copies: Map<string, KeptCopy>) => Promise<void>,
): Promise<void> {
  const { kept } = postgres
  const copies = new Map<string, KeptCopy>()
  for (const migration of migrations) {
    for (const order of migration.keeps ?? []) {
      const keeper = {
        runId: 'run',
        migration: migration.name,
        keptBy: 'me',
        expiresAt: '2999-01-01T00:00:00Z',
      }
      await session.script('BEGIN')
      copies.set(order.id, await kept.copy(session, order, keeper))
      await session.script('COMMIT')
    }
    await replayOne(session, migration)
  }
  await kept.settle(session, 'run')
  await since?.(copies)
  await session.script('BEGIN')
  const copyOf = (keep: string) => copies.get(keep) ?? expect.unreachable()
  const parts = keptReverse?.parts ?? []
  for (const part of parts)
    if (part.kind === 'put_back') await kept.beginPutBack(session, copyOf(part.step.keep), part.step)
  for (const part of parts) {
    if (part.kind === 'sql') for (const { text } of part.statements) await session.script(text)
    else await kept.putBack(session, copyOf(part.step.keep), part.step, { changedSince: 'leave' })
  }
  await session.script('COMMIT')
}

async function deployed(migrations: MigrationFile[], more: string): Promise<string> {
  const url = await createDatabase('keeps')
  await on(url, async (session) => {
    await session.script(createLedgerSql('public'))
    for (const file of migrations) {
      const id = newRowId()
      await insertRow(session, 'public', { ...file, id })
      await session.script(file.sql)
      await finishRow(session, 'public', id)
    }
    await session.script(more)
  })
  return url
}

/** Schema, rows in any order of columns, and the next number of each sequence. */
function stateOf(url: string) {
  return on(url, async (session) => {
    const catalog = await postgres.catalog(session)
    const tables = Object.keys(catalog).filter((key) => key.startsWith('table:'))
    const data: Record<string, unknown> = {}
    for (const key of tables) {
      const name = key.slice('table:'.length)
      const { rows } = await session.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`)
      data[name] = rows
    }
    const { rows: next } = await session.query(
      'SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename',
    )
    return { catalog, data, next }
  })
}

async function on<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return await work(opened.value).finally(() => opened.value.close())
}
