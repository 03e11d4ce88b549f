import { readFile, realpath } from 'node:fs/promises'
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

/** What `postmaster.pid` says, if its process is alive. Whether that process is a PostgreSQL, only an answer tells. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  )
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory, status
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return isAlive(pid) && port > 0 ? { pid, port } : null
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
      realpath(rows[0]?.data_directory ?? '').catch(() => ''),
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
