import type { Session } from '../databases/database'
import type { LockHolder } from '../domain/database-error'
import { describeHolders } from './holder-words'
import type { RunPorts } from './ports'

/** Looks at a run from a second connection: who blocks it, and whether somebody asked it to stop. */
export interface Watcher {
  /** Fires when a person or the end of this process asks the run to stop. */
  readonly stopping: AbortSignal
  readonly stopReason: 'person' | 'shutdown' | null
  /** A statement begins: blockers are noted on the step at `position`, and Cancel reaches the statement. */
  attend(position: number): void
  /** It ended; nothing is cancelled from here on. Resolves to whoever was last seen in its way. */
  leave(): LockHolder[]
  close(): Promise<void>
}

const cancelPollMs = 500

/** `backend` is the run's own session; `lockTimeoutMs` sets how soon a wait has to be noticed. */
export function startWatcher(
  { database, journal, clock, signal }: RunPorts,
  target: { url: string; backend: Session['backend']; lockTimeoutMs: number },
): Watcher {
  const stopping = new AbortController()
  const ended = new AbortController()
  const tickMs = Math.max(25, Math.min(250, target.lockTimeoutMs / 5))
  let session: Session | null = null
  let attended: { position: number; holders: LockHolder[]; noted: string } | null = null
  let stopReason: Watcher['stopReason'] = null
  let lastPoll = Number.NEGATIVE_INFINITY

  const stop = (reason: 'person' | 'shutdown') => {
    stopReason ??= reason
    stopping.abort(new Error('The run was asked to stop.'))
  }
  const onAbort = () => stop('shutdown')
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })

  async function tick(): Promise<void> {
    const now = clock.now().getTime()
    if (now - lastPoll >= cancelPollMs) {
      lastPoll = now
      if (await journal.cancelAsked()) stop('person')
    }
    const current = attended
    if (!current) return
    const looking = await connect()
    if (!looking) return
    if (stopReason && attended === current) {
      await looking.query('SELECT pg_cancel_backend($1)', [target.backend.pid])
      return
    }
    const holders = await database.blockers(looking, target.backend.pid)
    if (holders.length === 0 || attended !== current) return
    current.holders = holders
    const words = `Waits for a lock: ${describeHolders(holders)}`
    if (words === current.noted) return
    current.noted = words
    await journal.note(current.position, { holders, notes: [words] })
  }

  async function connect(): Promise<Session | null> {
    if (session && !session.closed) return session
    const opened = await database.open(target.url, { applicationName: `headgate watch ${journal.runId}` })
    session = opened.ok ? opened.value : null
    return session
  }

  async function watch(): Promise<void> {
    while (!ended.signal.aborted) {
      // The watcher only looks: what it fails at is tried again at the next tick, and never fails the run.
      await tick().catch(() => {})
      await clock.sleep(tickMs, ended.signal).catch(() => {})
    }
    await session?.close()
  }
  const watching = watch()

  return {
    stopping: stopping.signal,
    get stopReason() {
      return stopReason
    },
    attend(position) {
      attended = { position, holders: [], noted: '' }
    },
    leave() {
      const holders = attended?.holders ?? []
      attended = null
      return holders
    },
    async close() {
      signal?.removeEventListener('abort', onAbort)
      ended.abort()
      await watching
    },
  }
}
