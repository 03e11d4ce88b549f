import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

// The demo from nothing: data of an earlier round, and a server that survived it, are removed first.
const dataDir = process.env.HEADGATE_DATA_DIR
if (!dataDir) throw new Error('HEADGATE_DATA_DIR names the folder that is emptied.')
for (const pid of postmasters(join(dataDir, 'postgres'))) await end(pid)
rmSync(dataDir, { recursive: true, force: true })
await import('../lib/launch/bootstrap.mjs')

function postmasters(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('postmaster.pid'))
    .map((path) => Number(readFileSync(join(folder, path), 'utf8').split('\n')[0]))
}

async function end(pid) {
  for (const signal of ['SIGINT', 'SIGQUIT']) {
    for (let round = 0; round < 50; round++) {
      try {
        process.kill(pid, round === 0 ? signal : 0)
      } catch {
        return
      }
      await pause(100)
    }
  }
}
