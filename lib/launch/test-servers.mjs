import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Where lib/databases/embedded/test-server.ts keeps the servers that all tests share. */
const folder = join(tmpdir(), `headgate-test-${userInfo().uid}`)

/** Pid files of the test servers that run: the shared ones, and those that a test's own data folder brought along. */
export function runningTestServers() {
  const own = entries(tmpdir())
    .filter((name) => name.startsWith('headgate-'))
    .map((name) => join(tmpdir(), name, 'postgres'))
  return [folder, ...own]
    .flatMap((at) => entries(at).map((name) => join(at, name, 'data', 'postmaster.pid')))
    .filter(isServed)
}

/** A server that was killed leaves its pid file, and the number may be another process's by now. */
function isServed(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dirname(file))
  } catch {
    return false
  }
}

/** None where there is no such folder, or it went away, or is somebody else's. */
function entries(at) {
  try {
    return readdirSync(at)
  } catch {
    return []
  }
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
