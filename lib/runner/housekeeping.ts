import type { Context } from '../composition/context'
import { expireKept } from '../operations/expire-kept'
import { expireSnapshots } from '../operations/expire-snapshots'

export interface HousekeepingTask {
  name: string
  /** Resolves to what it did, a line each. Several runners may be at it at the same time. */
  run(context: Context): Promise<string[]>
}

/** What Headgate does by itself, now and then. */
const housekeepingTasks: readonly HousekeepingTask[] = [
  { name: 'expired snapshots', run: expireSnapshots },
  { name: 'expired data and databases', run: expireKept },
]

const everyMs = 3 * 60_000

/** Runs every task at once and then every few minutes until `stop()`, which waits for the one that is under way. */
export function startHousekeeping(
  context: Context,
  { tasks = housekeepingTasks, pauseMs = everyMs, print = console.log } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const working = (async () => {
    while (!stopping.signal.aborted) {
      for (const { name, run } of tasks) {
        if (stopping.signal.aborted) break
        try {
          for (const line of await run(context)) print(`housekeeping: ${line}`)
        } catch (error) {
          print(`housekeeping: ${name} failed: ${error instanceof Error ? error.message : error}`)
        }
      }
      await context.clock.sleep(pauseMs, stopping.signal).catch(() => {})
    }
  })()
  return {
    async stop() {
      stopping.abort(new Error('The runner stops.'))
      await working
    },
  }
}
