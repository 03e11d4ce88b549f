import { randomBytes } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { newestMajor } from './binaries'
import { startServer } from './server'

export interface TestServer {
  /** Superuser's connection string, to the database `postgres`. */
  url: string
  major: number
  /** Creates an empty database of a unique name and resolves to its connection string. */
  createDatabase(prefix?: string): Promise<string>
}

/** Older than this, a test database was left by a process that was killed. */
const leftAfterMs = 3_600_000

const started = new Map<number, Promise<TestServer>>()

/** The folder of the server that all tests of this user and major share. */
export function testServerFolder(major: number): string {
  return join(tmpdir(), `headgate-test-${userInfo().uid}`, String(major))
}

/**
 * A real PostgreSQL for tests: shared by all test files and processes, started by the first that asks and left
 * running. Each test creates databases of its own; what a killed process left is dropped an hour later.
 */
export function testServer(major: number = newestMajor): Promise<TestServer> {
  const known = started.get(major)
  if (known) return known
  const starting = start(major)
  started.set(major, starting)
  return starting
}

async function start(major: number): Promise<TestServer> {
  const server = await startServer({
    folder: testServerFolder(major),
    major,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  if (!server.ok) throw new Error(`${server.failure.what} ${server.failure.why}`)
  const { url } = server.value
  const created: string[] = []
  await dropOld(url)
  dropAtExit(url, created)
  return {
    url,
    major,
    async createDatabase(prefix = 'test') {
      const name = `t_${prefix}_${Date.now()}_${randomBytes(4).toString('hex')}`.toLowerCase()
      await withClient(url, (client) => client.query(`create database ${client.escapeIdentifier(name)}`))
      created.push(name)
      return withDatabase(url, name)
    },
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

async function dropOld(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      String.raw`select datname from pg_database where datname ~ '^t_.*_\d{13}_[0-9a-f]{8}$'`,
    )
    const old = rows.filter(({ datname }) => Date.now() - Number(datname.split('_').at(-2)) > leftAfterMs)
    for (const { datname } of old) await drop(client, datname)
  })
}

async function drop(client: pg.Client, name: string): Promise<void> {
  // Two processes may clean at once, and a database may be in use after all: best effort.
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`).catch(() => {})
}

/** Vitest ends its workers after `beforeExit`-like hooks of its own, so this is best effort; `dropOld` is the net. */
function dropAtExit(url: string, created: string[]): void {
  process.once('beforeExit', () => {
    const names = created.splice(0)
    if (names.length === 0) return
    withClient(url, async (client) => {
      for (const name of names) await drop(client, name)
    }).catch(() => {})
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
