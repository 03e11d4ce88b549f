import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Which process something temporary belongs to, written beside it, so that another can tell whether it is gone. */
export interface Owner {
  host: string
  pid: number
  /** Tells two processes of one number apart, where the system says when they began; else empty. */
  began: string
  /** ISO 8601. */
  since: string
}

/** After this, what another machine left is nobody's: no snapshot takes that long. */
const foreignMs = 24 * 3_600_000

export function currentOwner(now: Date): Owner {
  return { host: hostname(), pid: process.pid, began: beganAt(process.pid), since: now.toISOString() }
}

/** True when the owner can no longer be at work. What cannot be told is taken for alive. */
export function isGone(owner: Owner | null, now: Date): boolean {
  if (!owner) return true
  if (owner.host !== hostname()) return now.getTime() - Date.parse(owner.since) > foreignMs
  return !isRunning(owner.pid) || beganAt(owner.pid) !== owner.began
}

/** Reads what `JSON.stringify(owner)` wrote; null when it is not one. */
export function readOwner(text: string | null): Owner | null {
  try {
    const read = JSON.parse(text ?? '') as Partial<Owner>
    const { host, pid, began, since } = read
    if (typeof host !== 'string' || typeof pid !== 'number') return null
    if (typeof began !== 'string' || typeof since !== 'string') return null
    return { host, pid, began, since }
  } catch {
    return null
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Linux: boot and clock ticks of the start. A container's first process has the same number each time. */
function beganAt(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${boot}:${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return ''
  }
}
