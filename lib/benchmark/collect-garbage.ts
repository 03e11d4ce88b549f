import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let gc: (() => void) | null = null

/** Collects garbage now, whatever node was started with. Resolves to what is left, in bytes. */
export async function collectGarbage(): Promise<{ heap: number; rss: number }> {
  if (!gc) {
    setFlagsFromString('--expose-gc')
    gc = runInNewContext('gc') as () => void
  }
  // What is freed by a finalizer is gone after the next turn.
  for (let turn = 0; turn < 3; turn += 1) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, rss }
}
