import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findBinaries, newestMajor } from '../databases/embedded/binaries'
import { isPostgres, readPostmaster } from '../databases/embedded/postmaster'
import { type RunAs, runCommand } from '../databases/embedded/run-command'
import { freePort } from '../databases/embedded/server'
import { giveTo, reachableBinaries, unprivilegedUser } from '../databases/embedded/unprivileged'
import { ask, eventually } from './ask'

const debianBinaries = '/usr/lib/postgresql/15/bin'

/** Debian's PostgreSQL 15 with its client programs, or the newest embedded one, which has none. */
export type ServerKind = 'debian' | 'embedded'

export const debianInstalled = existsSync(join(debianBinaries, 'pg_dump'))

/** What a crash of a server leaves: `kill` is SIGKILL of the postmaster, `immediate` a shutdown without a checkpoint. */
export type Crash = 'kill' | 'immediate'

/** A PostgreSQL of the suite's own that may be killed, and that writes down every text it is sent. */
export interface FaultServer {
  readonly kind: ServerKind
  readonly major: number
  readonly port: number
  /** Superuser's address of `postgres`. */
  readonly url: string
  /** Of a database of it. */
  urlOf(database: string): string
  start(): Promise<void>
  /** Resolves once it takes connections again, after it restarted by itself. */
  answers(): Promise<void>
  /** Ends it at once, with nothing more written. Resolves when its postmaster is gone. */
  crash(how: Crash): Promise<void>
  /** Position in the log; `logSince` reads from there. */
  logPosition(): number
  logSince(position: number): string
  stop(): Promise<void>
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  // The machine does not crash, its processes do: what was handed to the system is there.
  fsync: 'off',
  full_page_writes: 'off',
  // What is only said to be committed would be lost with the server.
  wal_writer_delay: '10s',
  wal_writer_flush_after: '100MB',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: 'log',
  log_filename: 'server',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_statement: 'all',
  log_min_messages: 'error',
}

export async function faultServer(kind: ServerKind): Promise<FaultServer> {
  const user = unprivilegedUser()
  const folder = await mkdtemp(join(tmpdir(), 'headgate-faults-'))
  await chmod(folder, 0o711)
  const binaries = kind === 'debian' ? debianBinaries : await embeddedBinaries(folder, user)
  const data = join(folder, 'data')
  await initialize(binaries, folder, data, user)
  const port = (await freePort(0)) ?? 0
  const url = `postgresql://postgres:secret@127.0.0.1:${port}/postgres`
  const log = join(data, 'log', 'server.json')
  const pidFile = join(data, 'postmaster.pid')
  const server: FaultServer = {
    kind,
    major: kind === 'debian' ? 15 : newestMajor,
    port,
    url,
    urlOf: (database) => url.replace(/postgres$/, encodeURIComponent(database)),
    start: () => startPostmaster({ binaries, data, port, url, user }),
    async answers() {
      // It notices a moment later that one of its processes is gone.
      await pause(50)
      const answer = await eventually(() => ask(url, 'SELECT 1'), Boolean, 30_000)
      if (!answer) throw new Error('The server does not answer any more.')
    },
    async crash(how) {
      const postmaster = await readPostmaster(data)
      if (!postmaster) return
      process.kill(postmaster.pid, how === 'kill' ? 'SIGKILL' : 'SIGQUIT')
      while (isPostgres(postmaster.pid)) await pause(5)
    },
    logPosition: () => (existsSync(log) ? readFileSync(log).length : 0),
    logSince: (position) => (existsSync(log) ? readFileSync(log).subarray(position).toString('utf8') : ''),
    async stop() {
      await server.crash('immediate')
      for (let tries = 0; tries < 50; tries += 1) {
        const removed = await rm(folder, { recursive: true, force: true }).then(
          () => true,
          () => false,
        )
        if (removed) return
        await pause(100)
      }
    },
  }
  await server.start()
  // Where the suite ends before its end.
  process.once('exit', () => {
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0
    try {
      if (isPostgres(pid)) process.kill(pid, 'SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // It is still writing: an empty folder or two stay in the temporary one.
    }
  })
  return server
}

async function embeddedBinaries(folder: string, user: RunAs | null): Promise<string> {
  const found = await findBinaries(folder, newestMajor)
  if (!found.ok) throw new Error(found.failure.why)
  return join(await reachableBinaries(found.value, user), 'bin')
}

async function initialize(binaries: string, folder: string, data: string, user: RunAs | null): Promise<void> {
  await giveTo(user, folder)
  const password = join(folder, 'password')
  await writeFile(password, 'secret')
  await chmod(password, 0o644)
  const flags = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${password}`, '--no-sync']
  const locale = ['--encoding=UTF8', '--locale=C']
  const done = await runCommand(join(binaries, 'initdb'), [], [...flags, ...locale], {
    cwd: folder,
    runAs: user,
  })
  if (done.code !== 0) throw new Error(`initdb ended with: ${done.output}`)
}

interface Place {
  binaries: string
  data: string
  port: number
  url: string
  user: RunAs | null
}

/** Backends of a postmaster that was killed live on for a moment, and nobody may start beside them. */
async function startPostmaster({ binaries, data, port, url, user }: Place): Promise<void> {
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const errors = join(data, '..', 'start.log')
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(100)) {
    const output = openSync(errors, 'a')
    const child = spawn(join(binaries, 'postgres'), ['-D', data, ...flags], {
      cwd: data,
      detached: true,
      stdio: ['ignore', output, output],
      ...(user ?? {}),
    })
    child.unref()
    let ended = false
    child.once('exit', () => {
      ended = true
    })
    await (await open(errors)).close()
    for (; !ended && Date.now() < until; await pause(20)) {
      if (await ask(url, 'SELECT 1').then(Boolean, () => false)) return
    }
  }
  throw new Error(`The server did not start: ${readFileSync(errors, 'utf8').slice(-600)}`)
}
