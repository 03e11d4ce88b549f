import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { chmod, chown, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { RunAs } from './run-command'

/** Where a server of root lives when its own folder is closed to others (a clone under /root, for example). */
const openPlace = '/var/lib/headgate'

/** PostgreSQL refuses to run as root: the user that it runs as then. Null: as ourselves. */
export function unprivilegedUser(): RunAs | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':')
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  return { uid: 65534, gid: 65534 }
}

/** Every folder on the way to `path` lets `user` through. */
export function reachable(path: string, user: RunAs): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder)
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
      if (!(mode & bit)) return false
    }
    if (folder === dirname(folder)) return true
  }
}

/** The folder for a server: the one asked for, or, where `user` could not get there, one under /var/lib/headgate. */
export async function serverFolder(folder: string, user: RunAs | null): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  if (!user) return folder
  if (!reachable(dirname(folder), user)) {
    const elsewhere = join(openPlace, createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16))
    await writeFile(join(folder, 'MOVED'), `The server's files are in ${elsewhere}\n`)
    await mkdir(elsewhere, { recursive: true, mode: 0o711 })
    return elsewhere
  }
  await chmod(folder, 0o711)
  return folder
}

/** The binaries where `user` can reach them: in place, or a copy under /var/lib/headgate. */
export async function reachableBinaries(native: string, user: RunAs | null): Promise<string> {
  if (!user || reachable(join(native, 'bin'), user)) return native
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version as string
  const copy = join(openPlace, `binaries-${version}`)
  if (existsSync(copy)) return copy
  const partial = `${copy}.partial-${process.pid}`
  await mkdir(openPlace, { recursive: true, mode: 0o755 })
  await cp(native, partial, { recursive: true, verbatimSymlinks: true })
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }))
  return copy
}

export async function giveTo(user: RunAs | null, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid)
}
