import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Session } from '../../databases/database'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import { makePlan } from './make-plan'

const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]

it('keeps rows where they are when names and types go back', async () => {
  const { url: server, createDatabase } = await testServer()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server }) })
  const ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
  const init = migration(
    '1_init',
    `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "a" TEXT NOT NULL, "b" TEXT, "code" INTEGER NOT NULL, CHECK ("code" > 0));
CREATE TABLE "people" ("id" INTEGER PRIMARY KEY, "name" TEXT);
CREATE INDEX "by_a" ON "orders" (lower("a")); CREATE VIEW "short" AS SELECT "a" FROM "orders" WHERE "code" > 5;`,
  )
  const moved = migration(
    '2_moved',
    `ALTER TABLE "orders" RENAME COLUMN "a" TO "c"; ALTER TABLE "orders" RENAME COLUMN "b" TO "a"; ALTER TABLE "orders" RENAME COLUMN "c" TO "b";
ALTER TABLE "orders" RENAME TO "other"; ALTER TABLE "people" RENAME TO "orders"; ALTER TABLE "other" RENAME TO "people";
DROP VIEW "short"; ALTER TABLE "people" DROP CONSTRAINT "orders_code_check"; ALTER TABLE "people" ALTER COLUMN "code" TYPE TEXT;`,
  )
  const url = await createDatabase('own')
  await on(url, async (session) => {
    await session.script(createLedgerSql('public'))
    const id = newRowId()
    await insertRow(session, 'public', { ...init, id })
    await session.script(init.sql)
    await finishRow(session, 'public', id)
    await session.script(`INSERT INTO orders (a, b, code) SELECT 'a' || i, 'b' || i, i FROM generate_series(1, 9) i;
INSERT INTO people VALUES (1, 'x')`)
    const state = async () => [
      await postgres.catalog(session),
      (await session.query('SELECT * FROM orders ORDER BY id')).rows,
      (await session.query('SELECT * FROM people')).rows,
    ]
    const before = await state()
    const revision = { digest: 'd', schemaFiles, migrations: [init, moved] }
    const made = await makePlan(ports, { environmentId: 'e', url, shadowUrl: null, revision, upTo: null })
    const plan = made.ok ? made.value.plan : expect.unreachable()
    expect(plan.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
    await session.script(moved.sql)
    await session.script(plan.reverse.sql ?? '')
    expect(await state()).toEqual(before)
  })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function on<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return await work(opened.value).finally(() => opened.value.close())
}
