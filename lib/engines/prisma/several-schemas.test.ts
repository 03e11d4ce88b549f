import { expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { createShadowProvider } from '../shadow'
import { createPrismaEngine } from './engine'

const migration = (name: string, sql: string): MigrationFile => ({ name, sql, checksum: name })
const history = [
  migration(
    '1',
    `CREATE SCHEMA shop; CREATE SCHEMA staff;
     CREATE TYPE shop.kind AS ENUM ('a', 'b');
     CREATE TABLE shop.item (id integer PRIMARY KEY, kind shop.kind NOT NULL);`,
  ),
  migration(
    '2',
    `CREATE TABLE staff.member (id integer PRIMARY KEY, item integer REFERENCES shop.item (id));
     CREATE INDEX member_item_idx ON staff.member (item);
     ALTER TABLE shop.item ADD COLUMN note text;`,
  ),
  migration('3', 'CREATE TABLE public.plain (id integer PRIMARY KEY);'),
]

async function between(from: number, to: number, schemas: string, broken = false) {
  const server = await testServer()
  const url = await server.createDatabase('several_schemas')
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  const engine = createPrismaEngine({ shadows })
  const content = `datasource db {\n  provider = "postgresql"\n  ${schemas}\n}\n${broken ? 'model Broken {\n' : ''}`
  const found = await engine.diffBothWays(
    { url: null, shadow: { url, givenUrl: null } },
    { of: 'migrations', migrations: history.slice(0, from) },
    { of: 'migrations', migrations: history.slice(0, to) },
    [{ path: 'schema.prisma', content }],
  )
  if (!found.ok) throw new Error(found.failure.why)
  return found.value
}

test('a diff of two histories sees every schema of the datasource', async () => {
  const { there, back } = await between(1, 3, 'schemas = ["shop", "staff", "public"]')
  expect(there.sql).toContain('CREATE TABLE "staff"."member"')
  expect(there.sql).toContain('CREATE INDEX "member_item_idx" ON "staff"."member"')
  expect(there.sql).toContain('ALTER TABLE "shop"."item" ADD COLUMN     "note"')
  expect(there.sql).toContain('FOREIGN KEY ("item") REFERENCES "shop"."item"')
  expect(there.sql).toContain('CREATE TABLE "public"."plain"')
  expect(back.sql).toContain('DROP TABLE "staff"."member"')
  expect(back.sql).toContain('ALTER TABLE "shop"."item" DROP COLUMN "note"')
  expect(back.sql).toContain('DROP TABLE "public"."plain"')
})

test('without such a list it is about the connection’s schema', async () => {
  const { there, back } = await between(1, 3, '')
  expect(there.sql).toContain('CREATE TABLE "public"."plain"')
  expect(there.sql + back.sql).not.toMatch(/staff|shop/)
})

test('and models that the engine would refuse do not matter', async () => {
  const { there } = await between(1, 2, 'schemas = ["shop", "staff"]', true)
  expect(there.sql).toContain('CREATE TABLE "staff"."member"')
})
