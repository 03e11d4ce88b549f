import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, open, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fail, ok, type Result } from '../../domain/failure'
import { findBinaries } from './binaries'
import { clusterPaths, ensureCluster, serverUrl } from './cluster'
import { ask, disownPidFile, isPostgres, type Postmaster, readPostmaster } from './postmaster'
import { type RunAs, runCommand } from './run-command'
import { withStartLock } from './start-lock'
import { reachableBinaries, serverFolder, unprivilegedUser } from './unprivileged'

export interface EmbeddedServer {
  /** Connection string of its superuser `postgres`, to the database `postgres`. Holds the password. */
  url: string
  port: number
  major: number
  /** Process id of the postmaster. */
  pid: number
  /** True: it was running already, started by another process or by one that was killed. */
  adopted: boolean
  /** Fast shutdown: sessions are ended, nothing committed is lost. Safe to call twice. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Folder of this one server: its data, password, port and log. */
  folder: string
  major: number
  /** Wanted port; default: the one of the last start where it is free, else any free one. */
  port?: number
  /** Server settings, for example `{ fsync: 'off' }`. Ignored when a running server is adopted. */
  settings?: Record<string, string>
}

const startTimeoutMs = 60_000

/**
 * Starts the server of a folder, or adopts it when it runs already. It goes on running when this process ends; only
 * `stop()` stops it. Fails with `embedded_failed`, quoting the end of its log.
 */
export async function startServer(options: StartOptions): Promise<Result<EmbeddedServer>> {
  const user = unprivilegedUser()
  try {
    const folder = await serverFolder(resolve(options.folder), user)
    return await withStartLock(clusterPaths(folder).lock, () => startLocked({ ...options, folder }, user))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code) throw error
    return fail('embedded_failed', `The folder ${options.folder} cannot be used: ${message}`)
  }
}

/** The server of a major in Headgate's data folder, started when needed and shared by all its processes. */
export async function ensureServer(dataDir: string, major: number): Promise<Result<EmbeddedServer>> {
  try {
    if (unprivilegedUser() && existsSync(dataDir)) await chmod(dataDir, 0o711)
  } catch {
    // Not ours to open: startServer finds another place.
  }
  return startServer({
    folder: join(dataDir, 'postgres', String(major)),
    major,
    settings: { max_connections: '200' },
  })
}

/** Stops every server that runs in Headgate's data folder. Resolves to their majors. */
export async function stopServers(dataDir: string): Promise<number[]> {
  const names = await readdir(join(dataDir, 'postgres')).catch(() => [])
  const majors = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const stopped: number[] = []
  for (const major of majors) {
    const folder = await serverFolder(resolve(dataDir, 'postgres', String(major)), unprivilegedUser())
    if (!(await readPostmaster(clusterPaths(folder).cluster))) continue
    await stopServer(folder)
    stopped.push(major)
  }
  return stopped
}

async function startLocked(options: StartOptions, user: RunAs | null): Promise<Result<EmbeddedServer>> {
  const { folder, major } = options
  const paths = clusterPaths(folder)
  const running = await adopt(folder, major)
  if (running) return running
  const found = await findBinaries(resolve(folder, '..'), major)
  if (!found.ok) return found
  const native = await reachableBinaries(found.value, user)
  const made = await ensureCluster(folder, native, major, user)
  if (!made.ok) return made
  await disownPidFile(paths.cluster)
  const port = await choosePort(paths.port, options.port)
  if (port === null) return fail('embedded_failed', `Port ${options.port} is taken by another program.`)
  const started = await startPostmaster(folder, native, port, options.settings ?? {}, user)
  if (!started.ok) return started
  await writeFile(paths.port, String(port))
  return ok(await handle(folder, major, started.value, false))
}

/** A postmaster that survived is used as it is. */
async function adopt(folder: string, major: number): Promise<Result<EmbeddedServer> | null> {
  const { cluster } = clusterPaths(folder)
  const end = Date.now() + startTimeoutMs
  while (Date.now() < end) {
    const postmaster = await readPostmaster(cluster)
    if (!postmaster) return null
    const answer = await ask(await serverUrl(folder, postmaster.port), cluster)
    if (answer === 'ready') {
      if (!(await hasProgram(cluster))) {
        await stopServer(folder)
        return null
      }
      const made = await ensureCluster(folder, '', major, null)
      return made.ok ? ok(await handle(folder, major, postmaster, true)) : made
    }
    // Stopping or recovering. A silent one is a stale file, or a server that is just about to listen.
    if (answer === 'other' || (answer === 'silent' && end - Date.now() < startTimeoutMs - 3_000)) return null
    await pause(100)
  }
  return null
}

/**
 * False: what it was started from is gone (a clone that was deleted, packages installed elsewhere). It still answers,
 * and fails wherever it opens a file of its own: time zones, extensions, dictionaries.
 */
async function hasProgram(cluster: string): Promise<boolean> {
  const started = await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  const program = /^"?(.+?)"?\s+"-D"/.exec(started)?.[1]
  return program === undefined || existsSync(program)
}

async function handle(folder: string, major: number, postmaster: Postmaster, adopted: boolean) {
  const url = await serverUrl(folder, postmaster.port)
  return { url, port: postmaster.port, major, pid: postmaster.pid, adopted, stop: () => stopServer(folder) }
}

async function choosePort(file: string, wanted: number | undefined): Promise<number | null> {
  if (wanted !== undefined) return (await freePort(wanted)) === wanted ? wanted : null
  const last = Number(await readFile(file, 'utf8').catch(() => ''))
  return (last > 0 && (await freePort(last))) || (await freePort(0))
}

/** Resolves to the port when nobody listens on it (0: to any free one), else to null. */
export function freePort(port: number, host = '127.0.0.1'): Promise<number | null> {
  return new Promise((resolvePort) => {
    const probe = createServer()
    probe.once('error', () => resolvePort(null))
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolvePort(typeof address === 'object' && address ? address.port : null))
    })
  })
}

async function startPostmaster(
  folder: string,
  native: string,
  port: number,
  settings: Record<string, string>,
  user: RunAs | null,
): Promise<Result<Postmaster>> {
  const { cluster, log } = clusterPaths(folder)
  await rotate(log)
  const output = await open(log, 'a', 0o600)
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Its own session: a Ctrl-C in the terminal must not reach it before those who use it have ended.
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster, ...flags], {
    cwd: cluster,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    ...(user ?? {}),
  })
  let ended: string | null = null
  child.on('error', (error) => {
    ended = error.message
  })
  child.on('exit', (code, signal) => {
    ended = `It ended with ${signal ?? `code ${code}`}.`
  })
  child.unref()
  await output.close()
  const url = await serverUrl(folder, port)
  for (const end = Date.now() + startTimeoutMs; ended === null && Date.now() < end; await pause(25)) {
    if ((await ask(url, cluster)) === 'ready') return ok({ pid: child.pid ?? 0, port })
  }
  if (ended === null) child.kill('SIGINT')
  return fail(
    'embedded_failed',
    `${ended ?? 'It did not answer in time.'} Its log ends: ${await logEnd(log)}`,
  )
}

async function rotate(log: string): Promise<void> {
  const { size } = await stat(log).catch(() => ({ size: 0 }))
  if (size > 10_000_000) await rename(log, `${log}.old`)
}

async function logEnd(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-6).join('\n')
}

async function stopServer(folder: string): Promise<void> {
  const { cluster } = clusterPaths(folder)
  const postmaster = await readPostmaster(cluster)
  if (!postmaster || (await ask(await serverUrl(folder, postmaster.port), cluster)) === 'silent') return
  if (process.platform === 'win32') await stopOnWindows(folder)
  else process.kill(postmaster.pid, 'SIGINT')
  for (let waited = 0; isPostgres(postmaster.pid); waited += 25) {
    // A checkpoint of much data takes time; after half a minute it may crash-recover at the next start instead.
    if (waited === 30_000 && process.platform !== 'win32') process.kill(postmaster.pid, 'SIGQUIT')
    await pause(25)
  }
}

/** Windows has no signals to send; pg_ctl speaks to the server by a named pipe. */
async function stopOnWindows(folder: string): Promise<void> {
  const major = Number.parseInt(await readFile(join(clusterPaths(folder).cluster, 'PG_VERSION'), 'utf8'), 10)
  const native = await findBinaries(resolve(folder, '..'), major)
  if (!native.ok) return
  const { cluster } = clusterPaths(folder)
  await runCommand(join(native.value, 'bin', 'pg_ctl'), [], ['stop', '-D', cluster, '-m', 'fast', '-w'])
}
