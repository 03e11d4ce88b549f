import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { ok, type Result } from '../domain/failure'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import { readOwnMigrations } from './own-migrations'

const root = fileURLToPath(new URL('../..', import.meta.url))
const howTo =
  'HEADGATE_OWN_MIGRATION=20261123000000_name npx vitest run --config lib/vitest.config.ts lib/launch/own-migrations'

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.why}`)
  return result.value
}

async function prepare() {
  const server = await testServer()
  const url = await server.createDatabase('own')
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  return { url, engine: createPrismaEngine({ shadows }), target: { url, shadow: { url, givenUrl: null } } }
}

/** Writes what the migrations lack of the schema as the next one: data folders out there have the earlier ones. */
async function writeNext(folder: string): Promise<void> {
  const { engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const history = { of: 'migrations' as const, migrations }
  const { sql } = value(await engine.diff(target, history, { of: 'schema', files: schema }, schema))
  await mkdir(join(root, 'prisma/migrations', folder), { recursive: true })
  await writeFile(join(root, 'prisma/migrations', folder, 'migration.sql'), sql)
}

if (process.env.HEADGATE_OWN_MIGRATION) await writeNext(process.env.HEADGATE_OWN_MIGRATION)

test('the migrations of the control database produce exactly its schema', async () => {
  const { engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const history = { of: 'migrations' as const, migrations }
  const missing = value(await engine.diff(target, history, { of: 'schema', files: schema }, schema))
  expect(missing.sql, `Write the next one: ${howTo}`).toBe('')
})

test('two processes that start at once apply them once', async () => {
  const { url, engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const both = await Promise.all([
    engine.applyOwn(url, migrations, schema),
    engine.applyOwn(url, migrations, schema),
  ])
  expect(both.flatMap(value).sort()).toEqual(migrations.map((each) => each.name))
  expect(value(await engine.applyOwn(url, migrations, schema))).toEqual([])
  const history = { of: 'migrations' as const, migrations }
  expect(value(await engine.diff(target, history, { of: 'database' }, schema)).sql).toBe('')
  expect(value(await engine.diagnose({ ...target, url }, migrations, schema))).toMatchObject({
    unapplied: [],
    edited: [],
  })
})

test('the one approval that a resolution had is carried over', async () => {
  const { url, engine } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const before = migrations.filter(({ name }) => name < '20261123000300')
  value(await engine.applyOwn(url, before, schema))
  const session = value(await postgres.open(url, { applicationName: 'a test' }))
  await session.script(`
    INSERT INTO "User" (id, name, email, "updatedAt")
      VALUES ('ada', 'Ada', 'ada@headgate.test', now()), ('rui', 'Rui', 'rui@headgate.test', now());
    INSERT INTO "Project" (id, slug, name, "sourcePath") VALUES ('p', 'shop', 'Shop', '/srv/shop');
    INSERT INTO "Environment" (id, "projectId", slug, name, kind, position, "urlSecret", label, policy)
      VALUES ('e', 'p', 'main', 'Main', 'production', 0, 'sealed', 'db', '{"approvals": 1}');
    INSERT INTO "Resolution"
      (id, "environmentId", state, kind, title, fingerprint, body, "proposedById", "approvedById", "approvedAt", "updatedAt")
      VALUES ('a', 'e', 'approved', 'forget', 'A', 'f', '{}', 'ada', 'rui', '2026-11-23 01:00', now()),
        ('b', 'e', 'proposed', 'forget', 'B', 'g', '{}', 'ada', NULL, NULL, now())`)
  value(await engine.applyOwn(url, migrations, schema))
  const { rows } = await session.query(
    `SELECT r.id, r.state::text, a."userId", a."createdAt"::text AS at
     FROM "Resolution" r LEFT JOIN "ResolutionApproval" a ON a."resolutionId" = r.id ORDER BY r.id`,
  )
  await session.close()
  expect(rows).toEqual([
    { id: 'a', state: 'approved', userId: 'rui', at: '2026-11-23 01:00:00' },
    { id: 'b', state: 'proposed', userId: null, at: null },
  ])
})

test('a data folder of the first release is brought forward, and keeps what is in it', async () => {
  const { url, engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const released = migrations.slice(0, 2)
  expect(released.map(({ name }) => name)).toEqual([
    '20261122000000_init',
    '20261122000100_audit_is_append_only',
  ])
  value(await engine.applyOwn(url, released, schema))
  const session = value(await postgres.open(url, { applicationName: 'a test' }))
  await session.script(`
    INSERT INTO "User" (id, name, email, "updatedAt") VALUES ('ada', 'Ada', 'ada@headgate.test', now());
    INSERT INTO "Project" (id, slug, name, "sourcePath") VALUES ('p', 'shop', 'Shop', '/srv/shop');
    INSERT INTO "Environment" (id, "projectId", slug, name, kind, position, "urlSecret", label, policy)
      VALUES ('e', 'p', 'main', 'Main', 'production', 0, 'sealed', 'db', '{"approvals": 1}');
    INSERT INTO "Run" (id, kind, "environmentId", input, "requestedById") VALUES ('r', 'deploy', 'e', '{}', 'ada')`)
  const waiting = migrations.slice(2).map(({ name }) => name)
  expect(value(await engine.applyOwn(url, migrations, schema))).toEqual(waiting)
  const { rows } = await session.query(
    `SELECT run.kind, run."resolutionId", env."gateMarkedAt", env.policy->>'approvals' AS approvals
     FROM "Run" run JOIN "Environment" env ON env.id = run."environmentId"`,
  )
  await session.close()
  expect(rows).toEqual([{ kind: 'deploy', resolutionId: null, gateMarkedAt: null, approvals: '1' }])
  const history = { of: 'migrations' as const, migrations }
  expect(value(await engine.diff(target, history, { of: 'database' }, schema)).sql).toBe('')
})
