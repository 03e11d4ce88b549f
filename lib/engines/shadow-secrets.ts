import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ShadowDatabase } from './engine'
import { sha256 } from './history-key'

export interface ShadowSecrets {
  of(serverUrl: string, where: ShadowDatabase['where']): Promise<string>
}

/**
 * What prepared databases are sealed with. The embedded server's own password does, which Headgate made up and all of
 * its processes know. On a given server it has to be something that its role, as which scripts run there, does not
 * know: a file in `folder`, or, without one, whatever this process makes up.
 */
export function shadowSecrets(folder: string | null): ShadowSecrets {
  let own: Promise<string> | null = null
  return {
    async of(serverUrl, where) {
      if (where === 'embedded') return sha256('headgate prepared', new URL(serverUrl).password)
      own ??= folder === null ? Promise.resolve(madeUp()) : readOrMake(folder)
      return await own
    },
  }
}

async function readOrMake(folder: string): Promise<string> {
  const file = join(/* turbopackIgnore: true */ folder, 'shadow-secret')
  try {
    await mkdir(/* turbopackIgnore: true */ folder, { recursive: true, mode: 0o700 })
    const made = madeUp()
    // Of two processes that make one, the second reads the first one's.
    await writeFile(file, made, { flag: 'wx', mode: 0o600 })
    return made
  } catch {
    const found = await readFile(/* turbopackIgnore: true */ file, 'utf8').catch(() => '')
    return found.length === 64 ? found : madeUp()
  }
}

function madeUp(): string {
  return randomBytes(32).toString('hex')
}
