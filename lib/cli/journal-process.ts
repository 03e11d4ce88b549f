import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { RunProcess } from './journal-run'

export function thisProcess(): RunProcess {
  return { host: hostname(), pid: process.pid, startedAt: processStart(process.pid) }
}

/** Who does something at a terminal: `user@host`. */
export function whoIsHere(): string {
  return `${userName()}@${hostname()}`
}

/** Whether the process that began a run is still there; null: it ran on another machine, where nobody can look. */
export function stillRuns({ host, pid, startedAt }: RunProcess): boolean | null {
  if (host !== hostname()) return null
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return startedAt === null || processStart(pid) === startedAt
}

/** Ticks since boot; only Linux tells without starting something. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const state = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie does nothing any more.
    return state[0] === 'Z' ? null : (state[19] ?? null)
  } catch {
    return null
  }
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? String(process.getuid?.() ?? 'someone')
  }
}
