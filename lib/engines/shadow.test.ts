import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { fail, ok, type Result } from '../domain/failure'
import { dropLeftBehind } from './own-shadow'
import { sameDatabase } from './same-database'
import { createShadowProvider } from './shadow'

let serverUrl: string
let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  serverUrl = server.url
  createDatabase = server.createDatabase
})

const roles: { role: string; database: string }[] = []

afterAll(async () => {
  for (const { role, database } of roles) {
    await query(serverUrl, `DROP DATABASE "${database}" WITH (FORCE)`)
    await query(serverUrl, `DROP ROLE "${role}"`)
  }
})

const noEmbedded = async () => fail('embedded_failed', 'None for this platform.')
const provider = (
  embedded: (major: number) => Promise<Result<{ url: string }>> = async () => ok({ url: serverUrl }),
) => createShadowProvider({ database: postgres, embedded })

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.why}`)
  return result.value
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

const nameOf = (url: string) => new URL(url).pathname.slice(1)
const exists = async (url: string) =>
  (await query(serverUrl, 'SELECT 1 FROM pg_database WHERE datname = $1', [nameOf(url)])).length === 1

/** A database of its own, and a connection string of a role that owns it and may do no more than `rights`. */
async function databaseOf(rights: string): Promise<string> {
  const url = new URL(await createDatabase('shadow'))
  const role = `r${nameOf(url.href)}`.slice(0, 60)
  await query(serverUrl, `CREATE ROLE "${role}" LOGIN PASSWORD 'x' ${rights}`)
  await query(serverUrl, `ALTER DATABASE "${nameOf(url.href)}" OWNER TO "${role}"`)
  roles.push({ role, database: nameOf(url.href) })
  url.username = role
  url.password = 'x'
  return url.href
}

test('a shadow is an empty database elsewhere, emptied on request and gone on release', async () => {
  const url = await createDatabase('shadow')
  const shadow = value(await provider().acquire({ url, givenUrl: null }))
  expect(shadow).toMatchObject({ where: 'embedded', major: 18 })
  expect(nameOf(shadow.url)).not.toBe(nameOf(url))
  await query(shadow.url, 'CREATE TABLE left_over (id integer)')
  const connected = new pg.Client({ connectionString: shadow.url })
  connected.on('error', () => {})
  await connected.connect()
  await shadow.reset()
  expect(await query(shadow.url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([])
  await shadow.release()
  await shadow.release()
  expect(await exists(shadow.url)).toBe(false)
})

test('what is replayed on the embedded server reaches nothing outside of its shadow, and its role goes with it', async () => {
  const url = await createDatabase('shadow')
  const shadow = value(await provider().acquire({ url, givenUrl: null }))
  const other = nameOf(await createDatabase('shadow'))
  const owner = new URL(shadow.url).username
  for (const sql of [
    `COPY (SELECT 1) TO PROGRAM 'true'`,
    `CREATE TABLE f (t text); COPY f FROM '/etc/hostname'`,
    `SELECT pg_read_file('PG_VERSION')`,
    `CREATE ROLE somebody`,
    `ALTER ROLE postgres CONNECTION LIMIT 5`,
    `ALTER SYSTEM SET work_mem = '4MB'`,
    `ALTER DATABASE "${other}" RENAME TO "${other}x"`,
    `DROP DATABASE "${other}" WITH (FORCE)`,
    `CREATE DATABASE "${other}y"`,
    `CREATE EXTENSION dblink`,
    `SET ROLE postgres`,
    `SET SESSION AUTHORIZATION postgres`,
    `SELECT rolpassword FROM pg_authid`,
  ]) {
    await expect(query(shadow.url, sql), sql).rejects.toMatchObject({ code: '42501' })
  }
  // What histories do is possible: trusted extensions, schemas, the schema public itself.
  await query(
    shadow.url,
    `CREATE EXTENSION citext; CREATE SCHEMA s; GRANT USAGE ON SCHEMA public TO PUBLIC; COMMENT ON SCHEMA public IS 'x';
     DROP SCHEMA public CASCADE; CREATE SCHEMA public`,
  )
  await shadow.release()
  expect(await query(serverUrl, 'SELECT 1 FROM pg_roles WHERE rolname = $1', [owner])).toEqual([])
})

test('unqualified names mean in a shadow what they mean in the environment', async () => {
  const url = `${await createDatabase('shadow')}?schema=tenant`
  const [given, scarce] = [await createDatabase('shadow'), await databaseOf('NOCREATEDB')]
  for (const givenUrl of [null, `${given}?schema=elsewhere`, scarce]) {
    const shadow = value(await provider().acquire({ url, givenUrl }))
    for (const again of [false, true]) {
      if (again) await shadow.reset()
      const session = value(await postgres.open(shadow.url, { applicationName: 'test' }))
      expect((await session.query('SELECT current_schema()')).rows).toEqual([{ current_schema: 'tenant' }])
      await session.close()
    }
    await shadow.release()
  }
})

test('beside the environment’s database where there is no embedded server and CREATEDB is granted', async () => {
  const url = await databaseOf('CREATEDB')
  const shadow = value(await provider(noEmbedded).acquire({ url, givenUrl: null }))
  expect(shadow.where).toBe('environment')
  await shadow.release()
  expect(await exists(shadow.url)).toBe(false)
})

test('nowhere: says why for each place', async () => {
  const url = await databaseOf('NOCREATEDB')
  const result = await provider(noEmbedded).acquire({ url, givenUrl: null })
  expect(result.ok ? '' : result.failure.code).toBe('shadow_unavailable')
  expect(result.ok ? '' : result.failure.why).toMatch(
    /None for this platform.*permission denied to create database/,
  )
})

test('a given database that is the environment’s own is refused, and nothing in it is touched', async () => {
  const url = await databaseOf('NOCREATEDB')
  await query(url, 'CREATE TABLE precious (id integer)')
  const otherWords = url.replace('127.0.0.1', 'localhost')
  for (const givenUrl of [url, otherWords]) {
    const result = await provider().acquire({ url, givenUrl })
    expect(result.ok ? '' : result.failure.code).toBe('shadow_is_live')
  }
  expect(await query(url, 'SELECT count(*)::int AS n FROM precious')).toEqual([{ n: 0 }])
})

test('a given database without CREATEDB is used itself, empty before and after', async () => {
  const [url, givenUrl] = [await createDatabase('shadow'), await databaseOf('NOCREATEDB')]
  const shadow = value(await provider().acquire({ url, givenUrl }))
  expect(shadow.where).toBe('given')
  await query(
    shadow.url,
    'CREATE SCHEMA s; CREATE TABLE s.a (id integer); CREATE TYPE public.e AS ENUM (); CREATE EXTENSION citext',
  )
  await shadow.reset()
  const rest = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`
  expect(await query(shadow.url, rest)).toEqual([])
  await shadow.release()
  const schemas = `SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`
  expect(await query(givenUrl, schemas)).toEqual([{ nspname: 'public' }])
})

test('a given database that holds something is not emptied', async () => {
  const [url, givenUrl] = [await createDatabase('shadow'), await databaseOf('NOCREATEDB')]
  await query(givenUrl, 'CREATE TABLE precious (id integer)')
  const result = await provider().acquire({ url, givenUrl })
  expect(result.ok ? '' : result.failure.why).toContain('holds 1 tables or views')
  expect(await query(givenUrl, 'SELECT * FROM precious')).toEqual([])
})

test('one database is recognised as one through two addresses, also where the system identifier is withheld', async () => {
  const url = await createDatabase('shadow')
  const open = async (of: string) => value(await postgres.open(of, { applicationName: 'test' }))
  const [a, b, other] = [await open(url), await open(url), await open(await createDatabase('shadow'))]
  expect(await sameDatabase(a, b)).toBe(true)
  expect(await sameDatabase(a, other)).toBe(false)
  Object.assign(a.identity, { systemIdentifier: 'address:one:5432' })
  Object.assign(b.identity, { systemIdentifier: 'address:two:5432' })
  expect(await sameDatabase(a, b)).toBe(true)
  Object.assign(other.identity, {
    databaseOid: a.identity.databaseOid,
    systemIdentifier: 'address:three:5432',
  })
  expect(await sameDatabase(a, other)).toBe(false)
  for (const session of [a, b, other]) await session.close()
})

test('a sweep takes what a killed process left, and never what a living one uses', async () => {
  const url = await createDatabase('shadow')
  const mine = value(await provider().acquire({ url, givenUrl: null }))
  const killed = await killedWithShadow(url)
  expect(await exists(killed)).toBe(true)
  const session = value(await postgres.open(serverUrl, { applicationName: 'test' }))
  for (let tries = 0; tries < 50 && (await exists(killed)); tries += 1) {
    await dropLeftBehind(session)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await session.close()
  expect(await exists(killed)).toBe(false)
  expect(await exists(mine.url)).toBe(true)
  const roles = await query(serverUrl, 'SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)', [
    [nameOf(killed), nameOf(mine.url)],
  ])
  expect(roles).toEqual([{ rolname: nameOf(mine.url) }])
  await mine.release()
})

/** Starts a process that takes a shadow, and kills it. Resolves to the shadow's connection string. */
async function killedWithShadow(url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-shadow-'))
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const file = join(folder, 'take.mjs')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const contents = `
    import { createShadowProvider } from './lib/engines/shadow'
    import { postgres } from './lib/databases/postgres/postgres'
    const embedded = async () => ({ ok: true, value: { url: ${JSON.stringify(serverUrl)} } })
    const provider = createShadowProvider({ database: postgres, embedded })
    const shadow = await provider.acquire({ url: ${JSON.stringify(url)}, givenUrl: null })
    console.log(shadow.value.url)
    setInterval(() => {}, 1000)`
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  try {
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    return String(line).trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
