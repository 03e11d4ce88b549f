import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Where lib/databases/embedded/test-server.ts keeps the servers that all tests share. */
const folder = join(tmpdir(), `headgate-test-${userInfo().uid}`)

/** Pid files of the test servers that run. */
export function runningTestServers() {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).map((name) => join(folder, name, 'data', 'postmaster.pid'))
  return files.filter((file) => existsSync(file))
}

/** Fast shutdown of those servers. */
export async function stopTestServers(files) {
  for (const file of files) {
    try {
      process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGINT')
    } catch {
      continue
    }
    for (let waited = 0; existsSync(file) && waited < 30_000; waited += 50) await pause(50)
  }
}
