import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

export interface Postmaster {
  pid: number
  port: number
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A process number is given out anew after its process ended; and a zombie is alive to `kill` alone. */
export function isPostgres(pid: number): boolean {
  try {
    if (process.platform === 'win32') return isAlive(pid)
    if (process.platform === 'linux') {
      const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return name === 'postgres' && state !== 'Z'
    }
    return /postgres/.test(execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }))
  } catch {
    return false
  }
}

/**
 * PostgreSQL refuses to start beside a pid file whose number is alive, whoever has it now. That number is replaced
 * by one that no process can have; the rest stays, since PostgreSQL finds surviving backends by it.
 */
export async function disownPidFile(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null || (await readPostmaster(cluster))) return
  await writeFile(file, text.replace(/^-?\d+/, '4999999'))
}

/** What `postmaster.pid` says, if its process is a living PostgreSQL. Whether it is this one, only an answer tells. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  )
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory, status
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return isPostgres(pid) && port > 0 ? { pid, port } : null
}

export type Answer = 'ready' | 'starting' | 'other' | 'silent'

/** Asks the server at `url` whether it is the one of `cluster`. `other`: a server, but not this one. */
export async function ask(url: string, cluster: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    const [theirs, ours] = await Promise.all([
      realpath(/* turbopackIgnore: true */ rows[0]?.data_directory ?? '').catch(() => ''),
      realpath(cluster),
    ])
    return theirs === ours ? 'ready' : 'other'
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === '57P03') return 'starting'
    return code && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? 'other' : 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}
