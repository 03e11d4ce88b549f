import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Result } from '../../domain/failure'
import { clusterPaths } from './cluster'
import { isAlive } from './postmaster'
import { type EmbeddedServer, startServer } from './server'
import { withStartLock } from './start-lock'
import { serverFolder, unprivilegedUser } from './unprivileged'

export interface BorrowedServers {
  /** The server of that major, started by whoever comes first and adopted by the others. */
  of(major: number): Promise<Result<EmbeddedServer>>
  /** The last of its users stops it, and waits for nothing. Safe to call twice. */
  giveBack(): Promise<void>
}

/**
 * Embedded servers under `<folder>/postgres` that processes share which come and go, each for one command. Every user
 * leaves a file named after its process beside the server's data: a file whose process is gone counts for nothing, so
 * that a crash at worst leaves the server running for the next one to adopt, and to stop.
 */
export function createBorrowedServers(folder: string): BorrowedServers {
  const borrowed = new Map<number, Promise<Result<EmbeddedServer>>>()

  async function borrow(major: number): Promise<Result<EmbeddedServer>> {
    const place = join(folder, 'postgres', String(major))
    try {
      // Before the start: whoever is about to stop it sees this, or has stopped it before we look for it.
      await announce(await serverFolder(resolve(place), unprivilegedUser()))
    } catch {
      // The folder cannot be used, and starting says why.
    }
    return startServer({ folder: place, major, settings: { max_connections: '200' } })
  }

  return {
    of(major) {
      const known = borrowed.get(major)
      if (known) return known
      const starting = borrow(major)
      borrowed.set(major, starting)
      return starting
    },
    async giveBack() {
      const all = [...borrowed]
      borrowed.clear()
      for (const [major, starting] of all) {
        const server = await starting
        const place = await serverFolder(resolve(folder, 'postgres', String(major)), unprivilegedUser())
        await rm(userFile(place), { force: true })
        if (!server.ok) continue
        await withStartLock(clusterPaths(place).lock, async () => {
          if ((await otherUsers(place)) === 0) await endSoon(server.value)
        })
      }
    },
  }
}

const usersFolder = (place: string) => join(place, 'users')
const userFile = (place: string) => join(usersFolder(place), String(process.pid))

async function announce(place: string): Promise<void> {
  await mkdir(usersFolder(place), { recursive: true })
  await writeFile(userFile(place), '')
}

async function otherUsers(place: string): Promise<number> {
  const names = await readdir(usersFolder(place)).catch(() => [])
  const alive = names.filter((name) => Number(name) !== process.pid && isAlive(Number(name)))
  const gone = names.filter((name) => !alive.includes(name))
  for (const name of gone) await rm(join(usersFolder(place), name), { force: true })
  return alive.length
}

/** Fast shutdown: the server ends by itself, and whoever wants it next waits for that while starting it. */
async function endSoon(server: EmbeddedServer): Promise<void> {
  if (process.platform === 'win32') return server.stop()
  try {
    process.kill(server.pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
