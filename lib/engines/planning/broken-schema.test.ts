import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { createPrismaEngine } from '../prisma/engine'
import { createShadowProvider } from '../shadow'
import { makePlan } from './make-plan'

const migration = (name: string, sql: string): MigrationFile => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
})
const first = migration('1_items', 'CREATE TABLE items (id integer PRIMARY KEY, note text);')
const second = migration('2_note', 'ALTER TABLE items DROP COLUMN note;')

async function plan(schema: string | null) {
  const server = await testServer()
  const url = await server.createDatabase('broken_schema')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`${first.sql}
    INSERT INTO items VALUES (1, 'kept');
    CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL,
      finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0);
    INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
      VALUES ('${randomUUID()}', '${first.checksum}', now(), '${first.name}', 1);`)
  await client.end()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  const ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
  const schemaFiles = schema === null ? [] : [{ path: 'schema.prisma', content: schema }]
  const revision = { digest: 'x', schemaFiles, migrations: [first, second] }
  return await makePlan(ports, { environmentId: 'e', url, shadowUrl: null, revision, upTo: null })
}

test.each([
  ['a schema that nobody can parse', 'model Broken {\n'],
  [
    'a schema that the engine refuses',
    'datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  b Missing\n}\n',
  ],
  ['no schema', null],
])('plans with %s, and says what it could not ask', async (_name, schema) => {
  const made = await plan(schema)
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  expect(made.value.plan.migrations.map(({ name }) => name)).toEqual(['2_note'])
  expect(made.value.plan.reverse).toMatchObject({ tried: true, differences: [] })
  expect(made.value.plan.reverse.sql).toContain('ADD COLUMN     "note"')
  expect(made.value.evidence.losses).toMatchObject([{ object: 'column:public.items.note', count: 1 }])
  const { engineNote, engineWarnings } = made.value.evidence
  expect(engineWarnings).toEqual([])
  expect(engineNote).toMatch(/^Prisma’s engine could not count: (?:error: |The project has no schema file)/)
})
