import { writeFile } from 'node:fs/promises'
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
const howTo = 'HEADGATE_WRITE_INIT=1 npx vitest run --config lib/vitest.config.ts lib/launch/own-migrations'

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

/** Until the first release the first migration is written anew whenever the schema changes. */
async function writeInit(): Promise<void> {
  const { engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const [init] = migrations
  if (!init) throw new Error('There is no first migration to write anew.')
  const nothing = { of: 'migrations' as const, migrations: [] }
  const { sql } = value(await engine.diff(target, nothing, { of: 'schema', files: schema }, schema))
  await writeFile(join(root, 'prisma/migrations', init.name, 'migration.sql'), sql)
}

if (process.env.HEADGATE_WRITE_INIT) await writeInit()

test('the migrations of the control database produce exactly its schema', async () => {
  const { engine, target } = await prepare()
  const { schema, migrations } = await readOwnMigrations(root)
  const history = { of: 'migrations' as const, migrations }
  const missing = value(await engine.diff(target, history, { of: 'schema', files: schema }, schema))
  expect(missing.sql, `Write it anew: ${howTo}`).toBe('')
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
