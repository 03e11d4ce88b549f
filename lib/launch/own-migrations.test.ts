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
