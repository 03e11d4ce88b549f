import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from './postmaster'

/** A start takes seconds; a lock older than this belongs to a process id that was given out anew. */
const staleAfterMs = 180_000

/**
 * Runs `work` while no other process starts the same server. A lock whose process is gone is taken over. Should two
 * take one over at the same instant, both go on: the folder is made by a rename, and PostgreSQL guards its own data.
 */
export async function withStartLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    if (await isStale(path)) await rm(path, { force: true })
    else await pause(50)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [pid, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const age = Date.now() - mtimeMs
    // Just created and not yet written, by a process between the two.
    if (pid === '') return age > 2_000
    return age > staleAfterMs || !isAlive(Number(pid))
  } catch {
    return false
  }
}
