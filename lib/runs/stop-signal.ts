import type { RunPorts } from './ports'

/** One signal for Cancel and for the end of this process, for work that has no session of its own to be cancelled. */
export interface StopSignal {
  signal: AbortSignal
  close(): Promise<void>
}

const pollMs = 500

export function startStopSignal({ journal, clock, signal }: RunPorts): StopSignal {
  const stopping = new AbortController()
  const ended = new AbortController()
  const stop = () => stopping.abort(new Error('The run was asked to stop.'))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })

  async function watch(): Promise<void> {
    while (!ended.signal.aborted && !stopping.signal.aborted) {
      if (await journal.cancelAsked().catch(() => false)) stop()
      await clock.sleep(pollMs, ended.signal).catch(() => {})
    }
  }
  const watching = watch()
  return {
    signal: stopping.signal,
    async close() {
      signal?.removeEventListener('abort', stop)
      ended.abort()
      await watching
    },
  }
}
