import { describe, expect, it } from 'vitest'
import type { MigrationFile } from '../../domain/migration'
import { file, schemaText, TestEnvironment } from '../ledger/testing/environment'
import { createMigration, type MigrationWish } from './create-migration'

const init = file(
  '20260101000000_init',
  `CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'LOST');
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT, "age" INTEGER, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Order" ("id" SERIAL NOT NULL, "status" "Status" NOT NULL, "total" INTEGER NOT NULL, "old" TEXT, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Gone" ("id" SERIAL NOT NULL, CONSTRAINT "Gone_pkey" PRIMARY KEY ("id"));`,
)
const hidden = file(
  '20260102000000_hidden',
  `CREATE INDEX "Order_open_idx" ON "Order"("total") WHERE "status" = 'OPEN';
CREATE INDEX "Order_expr_idx" ON "Order"(("total" + 1));
CREATE UNIQUE INDEX "User_age_idx" ON "User"("age") NULLS NOT DISTINCT;
ALTER TABLE "Order" ADD CONSTRAINT "positive" CHECK ("total" > 0);
ALTER TABLE "Gone" ADD CONSTRAINT "id_positive" CHECK ("id" > 0);
ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY;`,
)
const same = `${schemaText}
model User {
  id    Int     @id @default(autoincrement())
  email String?
  age   Int?
}

model Order {
  id     Int     @id @default(autoincrement())
  status Status
  total  Int
  old    String?
}

model Gone {
  id Int @id @default(autoincrement())
}

enum Status {
  OPEN
  PAID
  LOST
}
`
const changed = `${schemaText}
model User {
  id     Int     @id @default(autoincrement())
  email  String  @unique
  age    BigInt?
  orders Order[]
}

model Order {
  id     Int    @id @default(autoincrement())
  status Status
  total  String
  userId Int
  user   User   @relation(fields: [userId], references: [id])
}

enum Status {
  OPEN
  PAID
}
`

async function made(
  content: string,
  wish: Partial<MigrationWish> = {},
  migrations: MigrationFile[] = [init],
) {
  const environment = await TestEnvironment.create([], { ledger: false })
  const revision = { digest: 'd', schemaFiles: [{ path: 'schema.prisma', content }], migrations }
  const created = await createMigration(environment.ports, {
    url: environment.url,
    shadowUrl: null,
    revision,
    name: 'next step',
    kind: 'schema',
    now: new Date('2026-11-23T01:02:03Z'),
    ...wish,
  })
  return { created, environment }
}

async function value(...wanted: Parameters<typeof made>) {
  const { created } = await made(...wanted)
  if (!created.ok) throw new Error(`${created.failure.code}: ${created.failure.why}`)
  return created.value
}

describe('the next migration', () => {
  it('is none where nothing differs', async () => {
    expect(await value(same)).toMatchObject({
      migration: null,
      files: [],
      notes: [expect.stringMatching(/nothing differs/)],
    })
  })

  it('leads to the schema, with warnings on top as Prisma writes them, and notes on foreign keys', async () => {
    const { migration, files, notes } = await value(changed)
    expect(migration?.name).toBe('20261123010203_next_step')
    expect(files).toEqual([
      {
        change: 'write',
        path: '20261123010203_next_step/migration.sql',
        content: migration?.sql,
        replaces: null,
      },
    ])
    const sql = migration?.sql ?? ''
    expect(sql).toMatch(
      /^\/\*\n {2}Warnings:\n\n {2}- The values \[LOST\] on the enum `Status` will be removed/,
    )
    expect(sql).toContain(
      '  - You are about to drop the column `old` on the `Order` table. All the data in the column will be lost.\n',
    )
    expect(sql).toContain(
      '  - Added the required column `userId` to the `Order` table without a default value. This is not possible if the table is not empty.\n',
    )
    expect(sql).toContain(
      '  - You are about to drop the `Gone` table. If the table is not empty, all the data it contains will be lost.\n',
    )
    expect(sql).toContain(
      '  - Made the column `email` on table `User` required, but there are existing NULL values.\n',
    )
    expect(sql).toContain(
      '  - A unique constraint covering the columns `[email]` on the table `User` will be added.',
    )
    expect(sql).not.toContain('`age`')
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('CREATE INDEX "Order_userId_idx" ON "Order"("userId");')
    const again = await value(changed, {}, [init, file(migration?.name ?? '', sql)])
    expect(again.migration).toBeNull()
  })

  it('says what it would drop that a Prisma schema cannot express', async () => {
    const fewer = same.replace(/model Gone \{[^}]*\}/, '')
    const { migration, notes } = await value(fewer, {}, [init, hidden])
    expect(migration?.sql).toContain('DROP TABLE "Gone"')
    expect(notes.join('\n')).toMatch(
      /With the table Gone goes what the Prisma schema does not show: constraint Gone.id_positive/,
    )
    expect(notes.join('\n')).toMatch(/It drops index User.User_age_idx, nulls that are not distinct/)
    expect(notes.join('\n')).not.toMatch(/Order_/)
  })

  it('says so when it fails after the migrations', async () => {
    const view = file('20260103000000_view', 'CREATE VIEW "olds" AS SELECT "old" FROM "Order";')
    const { notes } = await value(changed, {}, [init, view])
    expect(notes.join()).toMatch(/fails on a shadow database, after all migrations: cannot drop column old/)
  })

  it('is made without any environment', async () => {
    expect((await value(changed, { url: null })).migration?.sql).toContain('"userId"')
    expect((await value(changed, { url: 'postgresql://x:y@127.0.0.1:1/none' })).migration?.sql).toContain(
      '"userId"',
    )
  })

  it('for rows is an empty one that says how to do it', async () => {
    const { migration } = await value('', { kind: 'data', name: 'Backfill Übersicht' })
    expect(migration?.name).toBe('20261123010203_backfill_ubersicht')
    expect(migration?.sql.split('\n').every((line) => line === '' || line.startsWith('--'))).toBe(true)
  })

  it('comes after all others, whatever the clock says', async () => {
    const ahead = file('20990101000000_ahead', 'SELECT 1;')
    expect((await value('', { kind: 'data' }, [ahead])).migration?.name).toBe('20990101000001_next_step')
  })

  it.each(['', '  ', '../x', 'a/b', 'a\\b', 'x\u0000y', '🙂', 'y'.repeat(200)])(
    'refuses the name %j',
    async (name) => {
      const { created } = await made('', { kind: 'data', name })
      expect(created.ok ? 'ok' : created.failure.code).toBe('invalid_input')
    },
  )

  it('says where the schema has a mistake, and which migration does not apply', async () => {
    const wrong = await made(`${schemaText}\nmodel A {\n  id Int\n}\n`)
    expect(wrong.created.ok ? '' : wrong.created.failure.why).toMatch(/unique criteria|@id/)
    const broken = await made(same, {}, [
      init,
      file('20260102000000_broken', 'ALTER TABLE nothing ADD x int;'),
    ])
    expect(broken.created.ok ? '' : broken.created.failure.why).toMatch(/20260102000000_broken/)
  })
})
