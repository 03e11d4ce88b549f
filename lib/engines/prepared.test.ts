import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newestMajor } from '../databases/embedded/binaries'
import { type EmbeddedServer, startServer } from '../databases/embedded/server'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { ShadowDatabase, ShadowProvider } from './engine'
import { historyKeys } from './history-key'
import { keptTemplates } from './prepared'
import { createShadowProvider } from './shadow'

let serverUrl: string
let url: string
let folder: string
let server: EmbeddedServer
/** A server of its own: what other tests keep must not push out what these look for. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headgate-prepared-'))
  await chmod(folder, 0o755)
  const settings = { fsync: 'off', full_page_writes: 'off' }
  server = value(await startServer({ folder: join(folder, 'server'), major: newestMajor, settings }))
  serverUrl = server.url
  url = await (await testServer()).createDatabase('prepared')
}, 60_000)

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Every history is a test's own, so that what others keep on the server is never found. */
let marker = 0
const started = `${process.pid}_${Date.now()}`
function history(...scripts: string[]): MigrationFile[] {
  marker += 1
  const own = scripts.map((sql, index) => (index === 0 ? `-- ${started} ${marker}\n${sql}` : sql))
  return own.map((sql, index) => file(`${index}_step`, sql))
}
const file = (name: string, sql: string) => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
})

const shadowsOf = (options: { cacheFolder?: string; keepAfterMs?: number } = {}): ShadowProvider =>
  createShadowProvider({
    database: postgres,
    embedded: async () => ok({ url: serverUrl }),
    keepAfterMs: 0,
    ...options,
  })

const open: ShadowDatabase[] = []
afterEach(async () => {
  for (const shadow of open.splice(0)) await shadow.release()
})

async function prepared(shadows: ShadowProvider, migrations: MigrationFile[]): Promise<ShadowDatabase> {
  const shadow = value(await shadows.prepared({ url, givenUrl: null }, migrations))
  open.push(shadow)
  return shadow
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.why}`)
  return result.value
}

async function query(at: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: at })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

const templates = async () =>
  (
    await query(
      serverUrl,
      `SELECT datname FROM pg_database WHERE datname ~ '^headgate_prepared_' ORDER BY datname`,
    )
  ).map(({ datname }) => datname as string)
const replays = async (shadow: ShadowDatabase) =>
  (await query(shadow.url, 'SELECT script FROM replayed ORDER BY at')).map(({ script }) => script)
/** Each script notes when it ran: a copy brings the times of its template along. */
const noting = (name: string) => `INSERT INTO replayed (script) VALUES ('${name}');`
const first = `CREATE TABLE replayed (script text, at timestamptz DEFAULT clock_timestamp()); ${noting('a')}`
const timeOf = async (shadow: ShadowDatabase, script: string) =>
  (await query(shadow.url, 'SELECT at::text FROM replayed WHERE script = $1', [script]))[0]?.at

test('a history is replayed once: what follows copies it, in this process and in others', async () => {
  const migrations = history(first, noting('b'))
  const one = await prepared(shadowsOf(), migrations)
  const two = await prepared(shadowsOf(), migrations)
  expect(await replays(two)).toEqual(['a', 'b'])
  expect(await timeOf(two, 'b')).toBe(await timeOf(one, 'b'))
  expect(new URL(two.url).pathname).not.toBe(new URL(one.url).pathname)
})

test('only what is new is replayed, and a change invalidates exactly what follows it', async () => {
  const shadows = shadowsOf()
  const [a, b] = history(first, noting('b')) as [MigrationFile, MigrationFile]
  const c = file('2_step', noting('c'))
  const short = await prepared(shadows, [a, b])
  const long = await prepared(shadows, [a, b, c])
  expect([await timeOf(long, 'a'), await timeOf(long, 'b')]).toEqual([
    await timeOf(short, 'a'),
    await timeOf(short, 'b'),
  ])
  expect(await replays(long)).toEqual(['a', 'b', 'c'])

  const edited = await prepared(shadows, [a, b, file('2_step', `${noting('c')} ${noting('d')}`)])
  expect(await timeOf(edited, 'b')).toBe(await timeOf(short, 'b'))
  expect(await replays(edited)).toEqual(['a', 'b', 'c', 'd'])

  const inTheMiddle = await prepared(shadows, [a, file('1_step', noting('x')), c])
  expect(await replays(inTheMiddle)).toEqual(['a', 'x', 'c'])
  expect(await timeOf(inTheMiddle, 'a')).not.toBe(await timeOf(short, 'a'))
  // Names do not count, bytes do.
  const renamed = await prepared(shadows, [{ ...a, name: 'other' }, b])
  expect(await timeOf(renamed, 'b')).toBe(await timeOf(short, 'b'))
})

test('a shorter history and one in another schema are others', () => {
  const migrations = history('SELECT 1', 'SELECT 2')
  const keys = historyKeys('here', migrations)
  expect(keys).toHaveLength(3)
  expect(historyKeys('here', migrations.slice(0, 1))).toEqual(keys.slice(0, 2))
  expect(historyKeys('there', migrations).some((key) => keys.includes(key))).toBe(false)
  // Where one script ends and the next begins counts.
  const joined = historyKeys('here', [file('0', migrations.map(({ sql }) => sql).join(''))])
  expect(keys).not.toContain(joined[1])
})

test('what a copy goes through reaches neither the template nor another copy', async () => {
  const shadows = shadowsOf()
  const migrations = history(first, 'CREATE VIEW seen AS SELECT script FROM replayed')
  const victim = await prepared(shadows, migrations)
  const evil = await prepared(shadows, migrations)
  const names = await query(evil.url, 'SELECT current_user::text AS lineage, session_user::text AS login')
  const { lineage, login } = names[0] as { lineage: string; login: string }
  expect(lineage).toMatch(/^headgate_lineage_/)
  const [kept] = await query(
    serverUrl,
    `SELECT datname FROM pg_database WHERE datname ~ '^headgate_prepared_' LIMIT 1`,
  )
  const victimName = new URL(victim.url).pathname.slice(1)

  for (const sql of [
    `ALTER ROLE "${lineage}" SUPERUSER`,
    `ALTER ROLE "${lineage}" LOGIN`,
    `CREATE ROLE somebody`,
    `GRANT "${lineage}" TO "${victimName}"`,
    `SET ROLE postgres`,
    `SET ROLE "${victimName}"`,
    `SET SESSION AUTHORIZATION "${victimName}"`,
    `ALTER ROLE "${victimName}" SET search_path = nowhere`,
    `ALTER DATABASE "${kept?.datname}" ALLOW_CONNECTIONS true`,
    `DROP DATABASE "${kept?.datname}"`,
    `COMMENT ON DATABASE "${kept?.datname}" IS 'mine'`,
    `DO $$BEGIN EXECUTE 'ALTER DATABASE "${victimName}" SET search_path = nowhere'; END$$`,
    `DROP DATABASE "${victimName}" WITH (FORCE)`,
    `CREATE DATABASE elsewhere TEMPLATE "${kept?.datname}"`,
  ]) {
    await expect(query(evil.url, sql), sql).rejects.toMatchObject({ code: '42501' })
  }
  await expect(
    query(
      evil.url,
      `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '${victimName}'`,
    ),
  ).resolves.toEqual([{ count: '0' }])

  // What it may do stays in its copy.
  await query(evil.url, `ALTER ROLE "${lineage}" SET search_path = nowhere`)
  await query(evil.url, `ALTER ROLE "${lineage}" PASSWORD 'known'`)
  await query(evil.url, `INSERT INTO replayed (script) VALUES ('evil'); DROP VIEW seen`)
  await query(
    evil.url,
    `CREATE SCHEMA more; CREATE EXTENSION citext; DROP SCHEMA public CASCADE; CREATE SCHEMA public`,
  )
  await query(evil.url, `DROP OWNED BY CURRENT_USER CASCADE`)
  await query(evil.url, `SET ROLE NONE; ALTER ROLE "${login}" SET search_path = nowhere`)
  const login2 = new URL(evil.url)
  login2.username = lineage
  login2.password = 'known'
  await expect(query(login2.href, 'SELECT 1')).rejects.toThrow(/not permitted to log in/)

  const after = await prepared(shadows, migrations)
  for (const shadow of [victim, after]) {
    expect(await query(shadow.url, 'SELECT * FROM seen')).toEqual([{ script: 'a' }])
    await query(shadow.url, 'CREATE SCHEMA still_may')
    expect(await query(shadow.url, 'SELECT current_schema()::text AS here')).toEqual([{ here: 'public' }])
  }
})

test('a script that acts as its login leaves nothing to copy', async () => {
  const shadows = shadowsOf()
  const before = await templates()
  const migrations = history(first, 'SET ROLE NONE; CREATE SCHEMA mine; RESET ROLE;')
  const shadow = await prepared(shadows, migrations)
  expect(await query(shadow.url, `SELECT nspname FROM pg_namespace WHERE nspname = 'mine'`)).toHaveLength(1)
  for (const shadow of open.splice(0)) await shadow.release()
  expect(await templates()).toEqual(before)
  const left = await query(
    serverUrl,
    `SELECT rolname FROM pg_roles WHERE rolname ~ '^headgate_shadow_${process.pid}_'`,
  )
  expect(left).toEqual([])
})

test('a script that wants its database for itself gets one, and nothing of it is kept', async () => {
  const migrations = history(
    first,
    `DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 0', current_database()); END$$`,
  )
  const before = await templates()
  const shadow = await prepared(shadowsOf(), migrations)
  expect(await replays(shadow)).toEqual(['a'])
  expect(await templates()).toEqual(before)
})

test('a history that does not replay says where, and leaves nothing', async () => {
  const before = await templates()
  const failed = await shadowsOf().prepared(
    { url, givenUrl: null },
    history(first, 'SELECT 1;\nSELECT nothing;'),
  )
  expect(failed.ok ? null : failed.failure).toMatchObject({
    code: 'migration_does_not_replay',
    meta: { migration: '1_step', database: { sqlstate: '42703', position: 18 } },
  })
  expect(await templates()).toEqual(before)
})

test('what is soon replayed is not kept', async () => {
  const before = await templates()
  await prepared(shadowsOf({ keepAfterMs: 60_000 }), history(first))
  expect(await templates()).toEqual(before)
})

test('many who want one history at once all get it, whether in one process or in two', async () => {
  const migrations = history(first, ...Array.from({ length: 20 }, (_, index) => noting(`b${index}`)))
  const [here, there] = [shadowsOf(), shadowsOf()]
  const shadows = await Promise.all(
    [here, here, there, here, there].map((each) => prepared(each, migrations)),
  )
  for (const shadow of shadows) expect(await replays(shadow)).toHaveLength(21)
  const after = await prepared(here, migrations)
  const times = await Promise.all(shadows.map((shadow) => timeOf(shadow, 'b19')))
  // One of them made it; whoever waited for that copied it.
  expect(times).toContain(await timeOf(after, 'b19'))
  expect(new Set(times).size).toBeLessThanOrEqual(2)
})

test('no more than so many are kept, and the longest unused go first', async () => {
  const shadows = shadowsOf()
  const oldest = history(first)
  await prepared(shadows, oldest)
  const kept = await templates()
  for (let n = 0; n < keptTemplates; n += 1) await prepared(shadows, history(first))
  const after = await templates()
  expect(after.length).toBeLessThanOrEqual(keptTemplates)
  expect(kept.every((name) => after.includes(name))).toBe(false)
  // What is gone is made again.
  expect(await replays(await prepared(shadows, oldest))).toEqual(['a'])
}, 60_000)

test('on a given server too, but never on the environment’s own', async () => {
  const given = await prepareOn(serverUrl, url)
  expect(given.copied).toBe(true)
  expect(given.shadow.where).toBe('given')
  const own = await prepareOn(new URL(url).href.replace(/\/[^/]*$/, '/postgres'), url)
  expect(own.copied).toBe(false)
})

test('on a given server, what a script makes under the name of a template is none', async () => {
  const shadows = shadowsOf()
  const migrations = history(first, noting('b'))
  const request = { url, givenUrl: serverUrl }
  const one = value(await shadows.prepared(request, migrations))
  open.push(one)
  const [made] = await query(
    serverUrl,
    `SELECT datname, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname ~ '^headgate_prepared_'
     ORDER BY oid DESC LIMIT 1`,
  )
  const name = String(made?.datname)
  await query(serverUrl, `DROP DATABASE "${name}"`)
  await query(serverUrl, `CREATE DATABASE "${name}" ALLOW_CONNECTIONS false`)
  await query(serverUrl, `COMMENT ON DATABASE "${name}" IS '${String(made?.mark)}'`)
  const two = value(await shadows.prepared(request, migrations))
  open.push(two)
  expect(await replays(two)).toEqual(['a', 'b'])
  await query(serverUrl, `DROP DATABASE "${name}"`)
})

test('what a killed process was making is no template, and is swept', async () => {
  const shadows = shadowsOf()
  const migrations = history(first)
  const dead = 'headgate_making_1_0123456789abcdef'
  const nobodys = 'headgate_lineage_0123456789abcdef01234567'
  await query(serverUrl, `CREATE DATABASE "${dead}" ALLOW_CONNECTIONS false`)
  await query(serverUrl, `CREATE ROLE "${nobodys}"`)
  const shadow = await prepared(shadows, migrations)
  expect(await shadows.sweep()).toBeGreaterThanOrEqual(0)
  const rest = await query(
    serverUrl,
    `SELECT datname::text AS name FROM pg_database WHERE datname = $1 UNION ALL SELECT rolname FROM pg_roles WHERE rolname = $2`,
    [dead, nobodys],
  )
  expect(rest).toEqual([])
  // What is in use, and what is complete, is not.
  expect(await replays(shadow)).toEqual(['a'])
  expect(await templates()).not.toEqual([])
})

async function prepareOn(givenUrl: string, live: string) {
  const shadows = shadowsOf()
  const migrations = history(first)
  const times: unknown[] = []
  let last: ShadowDatabase | null = null
  for (let n = 0; n < 2; n += 1) {
    const shadow: ShadowDatabase = value(await shadows.prepared({ url: live, givenUrl }, migrations))
    open.push(shadow)
    times.push(await timeOf(shadow, 'a'))
    last = shadow
  }
  if (last === null) throw new Error('Nothing was prepared.')
  return { copied: times[0] === times[1], shadow: last }
}

test('a kill in the middle of keeping leaves a template or something that is swept, and the next one gets on', async () => {
  const migrations = history(first, 'CREATE TABLE filler AS SELECT i FROM generate_series(1, 50000) i')
  for (const afterMs of [0, 15, 30, 60, 120]) {
    await killedWhileKeeping(migrations, afterMs)
    const shadow = await prepared(shadowsOf(), [...migrations, file('2_step', noting(`after ${afterMs}`))])
    expect(await replays(shadow)).toEqual(['a', `after ${afterMs}`])
    expect(await query(shadow.url, 'SELECT count(*)::int AS n FROM filler')).toEqual([{ n: 50_000 }])
  }
  for (const shadow of open.splice(0)) await shadow.release()
  const left = `SELECT datname FROM pg_database WHERE datname ~ '^headgate_(making|shadow)_'`
  for (let tries = 0; tries < 50 && (await query(serverUrl, left)).length > 0; tries += 1) {
    await shadowsOf().sweep({ url: serverUrl, givenUrl: null })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(await query(serverUrl, left)).toEqual([])
}, 60_000)

/** Starts a process that prepares a history, and kills it that long after it began to keep it. */
async function killedWhileKeeping(migrations: MigrationFile[], afterMs: number): Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const built = join(folder, `keep-${afterMs}.mjs`)
  if (afterMs === 0) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const contents = `
    import { createShadowProvider } from './lib/engines/shadow'
    import { postgres } from './lib/databases/postgres/postgres'
    const embedded = async () => ({ ok: true, value: { url: ${JSON.stringify(serverUrl)} } })
    const database = { ...postgres, async open(url, options) {
      const opened = await postgres.open(url, options)
      const session = opened.value
      const query = session.query.bind(session)
      session.query = (sql, ...rest) => {
        if (/CREATE DATABASE .*making/.test(sql)) console.log('keeping')
        return query(sql, ...rest)
      }
      return opened
    } }
    const shadows = createShadowProvider({ database, embedded, keepAfterMs: 0 })
    await shadows.prepared({ url: ${JSON.stringify(url)}, givenUrl: null }, ${JSON.stringify(migrations)})
    console.log('kept')
    setInterval(() => {}, 1000)`
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile: built,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  const child = spawn(process.execPath, [built], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await once(child, 'exit')
}
