import { accessSync, constants, lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where terminals keep what outlives one command: the embedded server, journals, snapshots. `HEADGATE_CACHE_DIR`, else
 * `$XDG_CACHE_HOME/headgate`, else `~/.cache/headgate`; a folder of the temporary one where there is no writable home.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.HEADGATE_CACHE_DIR) return resolve(env.HEADGATE_CACHE_DIR)
  // The specification has relative paths ignored.
  const xdg = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : null
  const usual = join(xdg ?? join(homedir(), '.cache'), 'headgate')
  return isWritable(usual) ? usual : ownFolder(join(tmpdir(), `headgate-${userInfo().uid}`))
}

/**
 * What is remembered there is believed, and anybody may make a folder of any name in the temporary one: where somebody
 * else can write to it, it is another one, for this process alone.
 */
export function ownFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o755 })
  const found = lstatSync(path)
  const own = process.getuid === undefined || found.uid === process.getuid()
  return found.isDirectory() && own && (found.mode & 0o022) === 0 ? path : mkdtempSync(`${path}-`)
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
