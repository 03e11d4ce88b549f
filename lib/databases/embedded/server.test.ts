import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Failure, Result } from '../../domain/failure'
import { isAlive, isPostgres } from './postmaster'
import { type EmbeddedServer, ensureServer, startServer, stopServers } from './server'

let place: string
let childScript: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'headgate-embedded-'))
  await chmod(place, 0o755)
  childScript = join(place, 'child.cjs')
  await build({
    stdin: {
      contents: `
        import { startServer } from './server'
        startServer({ folder: process.argv[2], major: 18 }).then((result) => {
          console.log(JSON.stringify(result))
          setInterval(() => {}, 1000)
        })`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['pg-native'],
    outfile: childScript,
  })
})

afterAll(() => rm(place, { recursive: true, force: true }))

async function withFolder(name: string, work: (folder: string) => Promise<void>) {
  const dataDir = join(place, name)
  const folder = join(dataDir, 'postgres', '18')
  try {
    await work(folder)
  } finally {
    await stopServers(dataDir)
  }
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.why)
  return result.value
}

function failure(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('expected a failure')
  return result.failure
}

async function ask<Row>(url: string, sql: string): Promise<Row | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows[0]
  } finally {
    await client.end()
  }
}

/** Starts a server from a process of its own. */
async function startInChild(folder: string): Promise<{ pid: number; result: Result<EmbeddedServer> }> {
  const child = spawn(process.execPath, [childScript, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { pid: child.pid ?? 0, result: JSON.parse(String(line)) }
}

async function ended(pid: number) {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('starts, answers, stops, and keeps data, password and port for the next start', () =>
  withFolder('twice', async (folder) => {
    const first = value(await startServer({ folder, major: 18 }))
    expect(first.adopted).toBe(false)
    await ask(first.url, 'create table kept as select 42 as answer')
    const facts = await ask(
      first.url,
      `select current_setting('server_encoding') as encoding, current_setting('password_encryption') as passwords,
        (select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()) as locale`,
    )
    expect(facts).toEqual({ encoding: 'UTF8', passwords: 'scram-sha-256', locale: 'b C.UTF-8' })
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
    await first.stop()
    await ended(first.pid)

    const second = value(await startServer({ folder, major: 18 }))
    expect(second).toMatchObject({ url: first.url, port: first.port, adopted: false })
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 })
    await second.stop()
    await second.stop()
    expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false)
  }))

test('refuses a wrong password', () =>
  withFolder('password', async (folder) => {
    const server = value(await startServer({ folder, major: 18 }))
    const wrong = new URL(server.url)
    wrong.password = 'password'
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  }))

test('adopts the server of a process that was killed', () =>
  withFolder('killed', async (folder) => {
    const child = await startInChild(folder)
    process.kill(child.pid, 'SIGKILL')
    await ended(child.pid)
    const server = value(await startServer({ folder, major: 18 }))
    expect(server.adopted).toBe(true)
    expect(server.pid).toBe(value(child.result).pid)
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 })
    await server.stop()
    expect(isPostgres(server.pid)).toBe(false)
  }))

test('three starts at once from two processes make one server', () =>
  withFolder('race', async (folder) => {
    const [child, ...here] = await Promise.all([
      startInChild(folder),
      startServer({ folder, major: 18 }),
      startServer({ folder, major: 18 }),
    ])
    const all = [value(child.result), ...here.map(value)]
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(1)
    expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1)
    process.kill(child.pid, 'SIGKILL')
  }))

test('starts although a pid file was left that names another living process', () =>
  withFolder('stale', async (folder) => {
    const server = value(await startServer({ folder, major: 18 }))
    const pidFile = join(folder, 'data', 'postmaster.pid')
    const lines = (await readFile(pidFile, 'utf8')).split('\n')
    // As after a power failure: the backends' shared memory is gone and the number belongs to someone else.
    process.kill(server.pid, 'SIGKILL')
    await ended(server.pid)
    const free = (await probe()).port
    await writeFile(pidFile, [process.pid, lines[1], lines[2], free, ...lines.slice(4)].join('\n'))
    const again = await startServer({ folder, major: 18 })
    expect(value(again)).toMatchObject({ adopted: false, port: server.port })
  }))

test('takes over a lock whose process is gone', () =>
  withFolder('lock', async (folder) => {
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'starting.lock'), String(gone.pid))
    value(await startServer({ folder, major: 18 }))
    expect(existsSync(join(folder, 'starting.lock'))).toBe(false)
  }))

test('refuses data of another major, and says which', () =>
  withFolder('major', async (folder) => {
    await mkdir(join(folder, 'data'), { recursive: true })
    await writeFile(join(folder, 'data', 'PG_VERSION'), '16\n')
    const { code, why } = failure(await startServer({ folder, major: 18 }))
    expect(code).toBe('embedded_failed')
    expect(why).toContain('belongs to PostgreSQL 16, and PostgreSQL 18 was asked for')
    expect(await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8')).toBe('16\n')
  }))

test('moves to another port when the last one is taken, and refuses a port that was demanded', () =>
  withFolder('port', async (folder) => {
    const first = value(await startServer({ folder, major: 18 }))
    await first.stop()
    const squatter = await probe(first.port)
    try {
      expect(failure(await startServer({ folder, major: 18, port: first.port })).why).toContain(
        `Port ${first.port} is taken`,
      )
      const second = value(await startServer({ folder, major: 18 }))
      expect(second.port).not.toBe(first.port)
      expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })
    } finally {
      squatter.close()
    }
  }))

test('says in one line that the folder cannot be used', async () => {
  const file = join(place, 'a-file')
  await writeFile(file, '')
  const { code, why } = failure(await startServer({ folder: join(file, 'postgres'), major: 18 }))
  expect(code).toBe('embedded_failed')
  expect(why).toContain(file)
  expect(why).not.toContain('\n')
})

test('quotes the end of the log when the server refuses to start', () =>
  withFolder('log', async (folder) => {
    const { why } = failure(await startServer({ folder, major: 18, settings: { max_connections: 'many' } }))
    expect(why).toContain('invalid value for parameter "max_connections"')
  }))

test('a server whose program is gone is started anew from the one that is there', () =>
  withFolder('no-program', async (folder) => {
    const first = value(await startServer({ folder, major: 18 }))
    const options = join(folder, 'data', 'postmaster.opts')
    await writeFile(
      options,
      (await readFile(options, 'utf8')).replace(/^\S+/, '/gone with its/clone/bin/postgres'),
    )
    const second = value(await startServer({ folder, major: 18 }))
    expect(second).toMatchObject({ adopted: false })
    expect(second.pid).not.toBe(first.pid)
    expect(await ask(second.url, "SELECT set_config('TimeZone', 'Europe/Paris', false) AS zone")).toEqual({
      zone: 'Europe/Paris',
    })
  }))

test('the server of a major is shared: the second caller adopts it', () =>
  withFolder('shared', async () => {
    const dataDir = join(place, 'shared')
    const first = value(await ensureServer(dataDir, 18))
    const second = value(await ensureServer(dataDir, 18))
    expect(second).toMatchObject({ pid: first.pid, url: first.url, adopted: true })
    expect(await stopServers(dataDir)).toEqual([18])
    expect(await stopServers(dataDir)).toEqual([])
  }))

test('names the majors that exist when another is asked for', async () => {
  const { why } = failure(await ensureServer(join(place, 'ancient'), 9))
  expect(why).toContain('14, 15, 16, 17, 18')
})

async function probe(port = 0): Promise<{ port: number; close(): void }> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const listening = typeof address === 'object' && address ? address.port : 0
  if (port === 0) server.close()
  return { port: listening, close: () => server.close() }
}
