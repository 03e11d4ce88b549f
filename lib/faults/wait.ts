import { setTimeout as pause } from 'node:timers/promises'
import type { Control } from './control'

const endWithinMs = 100_000

/** Waits until the run has ended, and its control database can say so. */
export async function ended(control: Control, runId: string): Promise<{ state: string }> {
  for (const until = Date.now() + endWithinMs; Date.now() < until; await pause(20)) {
    const run = await control.run(runId).catch(() => null)
    if (run?.endedAt) return run
  }
  throw new Error(`The run ${runId} has not ended within ${endWithinMs / 1000} s.`)
}

/** Counts, until it is stopped, how many runs of an environment are under way at once. */
export function countRunning(control: Control, environmentId: string): { stop(): Promise<number> } {
  let most = 0
  let stopping = false
  const counting = (async () => {
    while (!stopping) {
      most = Math.max(most, await control.running(environmentId).catch(() => 0))
      await pause(50)
    }
  })()
  return {
    async stop() {
      stopping = true
      await counting
      return most
    },
  }
}
