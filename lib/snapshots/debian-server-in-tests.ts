import { execFile, spawn } from 'node:child_process'
import { chownSync, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../databases/embedded/server'
import { unprivilegedUser } from '../databases/embedded/unprivileged'

const binaries = '/usr/lib/postgresql/15/bin'

/** Whether the system's PostgreSQL 15 is here: its clients are the only ones that tests can count on. */
export const debianServerInstalled =
  existsSync(join(binaries, 'pg_dump')) && existsSync(join(binaries, 'initdb'))

/** A private PostgreSQL 15 in a temporary folder. `stop` ends it and removes the folder. */
export async function startDebianServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-pg15-'))
  const user = unprivilegedUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  // Needs every kind of escaping on its way from a URL to the client programs.
  const password = 'p@ss w/rd%:"x'
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password)
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const flags = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ]
  await promisify(execFile)(join(binaries, 'initdb'), flags, { cwd: folder, ...(user ?? {}) })
  const port = await freePort(0)
  const settings = [
    `port=${port}`,
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_prepared_transactions=5',
  ]
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    {
      cwd: folder,
      stdio: 'ignore',
      ...(user ?? {}),
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
  for (let tries = 0; !(await answers(url)); tries += 1) {
    if (tries > 600) throw new Error('PostgreSQL 15 did not start.')
    await pause(50)
  }
  return {
    url,
    async stop() {
      child.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
