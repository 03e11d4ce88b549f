import type { Clock } from '../domain/clock'
import { LeaseLostError } from '../domain/journal'

const patienceMs = 90_000

/**
 * Repeats a write to the control database while that cannot be reached, for at most a minute and a half: a deploy is
 * not thrown away because its own notebook was restarted. Other errors pass through.
 */
export async function persistently<T>(clock: Clock, write: () => Promise<T>): Promise<T> {
  const until = clock.now().getTime() + patienceMs
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof LeaseLostError || !isUnreachable(error)) throw error
      if (clock.now().getTime() + pause > until) throw error
      await clock.sleep(pause)
    }
  }
}

const unreachable =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|terminat(ed|ing)|Can't reach database|Server has closed|starting up|shutting down|not yet accepting|recovery mode|Connection ended|closed the connection|P1001|P1017|P2024|P2028|57P0[123]|08006/i

/** Whether an error says that the control database was away, not that it refused. */
export function isUnreachable(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const { code, name, meta } = current as { code?: unknown; name: string; meta?: unknown }
    if (unreachable.test(`${String(code)} ${name} ${current.message} ${JSON.stringify(meta ?? null)}`))
      return true
  }
  return false
}
