import type { Session } from '../databases/database'
import type { LockHolder } from '../domain/database-error'
import type { StepDetail } from '../domain/run'
import { describeHolders } from './holder-words'
import type { RunPorts } from './ports'

/** Looks at a run from a second connection: who blocks it, whom it blocks, and whether somebody asked it to stop. */
export interface Watcher {
  /** Fires when a person or the end of this process asks the run to stop. */
  readonly stopping: AbortSignal
  readonly stopReason: 'person' | 'shutdown' | null
  /** Who waited when they were more than the policy allows: the run gives its locks back. Null: no such thing. */
  readonly crowd: LockHolder[] | null
  /** The run's locks are given back: whoever waited goes on. */
  relieved(): void
  /** A statement begins: both sides of its locks are noted on the step at `position`, and Cancel reaches the statement. */
  attend(position: number): void
  /** It ended; nothing is cancelled from here on. Resolves to whoever was last seen in its way. */
  leave(): LockHolder[]
  /** Those that waited behind the statement that was left last, when they were most. */
  readonly heldUp: LockHolder[]
  close(): Promise<void>
}

export interface Watched {
  url: string
  /** The run's own session. */
  backend: Session['backend']
  /** Sets how soon a wait has to be noticed. */
  lockTimeoutMs: number
  /** Sessions that may wait behind the run; 0: any number. */
  mostBlocked: number
}

interface Attended {
  position: number
  holders: LockHolder[]
  heldUp: LockHolder[]
  noted: string
}

const cancelPollMs = 500
/** As many of a crowd are shown one by one. */
const mostShown = 20

export function startWatcher(
  { database, journal, clock, signal }: RunPorts,
  { url, backend, lockTimeoutMs, mostBlocked }: Watched,
): Watcher {
  const stopping = new AbortController()
  const ended = new AbortController()
  const tickMs = Math.max(25, Math.min(250, lockTimeoutMs / 5))
  let session: Session | null = null
  let attended: Attended | null = null
  let last: LockHolder[] = []
  let crowd: LockHolder[] | null = null
  let stopReason: Watcher['stopReason'] = null

  const stop = (reason: 'person' | 'shutdown') => {
    stopReason ??= reason
    stopping.abort(new Error('The run was asked to stop.'))
  }
  const onAbort = () => stop('shutdown')
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })

  async function look(): Promise<void> {
    const current = attended
    if (!current) return
    const looking = await connect()
    if (!looking || attended !== current) return
    if (stopReason || crowd) return cancel(looking)
    const holders = await database.blockers(looking, backend.pid)
    const blocked = await database.blocked(looking, backend.pid)
    if (attended !== current) return
    if (holders.length > 0) current.holders = holders
    if (blocked.length > current.heldUp.length) current.heldUp = blocked
    // Whoever waits for the run's own key, another deploy as a rule, is no crowd.
    const waiting = blocked.filter(({ object }) => object !== 'advisory lock')
    if (mostBlocked > 0 && waiting.length > mostBlocked) {
      crowd = waiting
      await cancel(looking)
    }
    await note(current, holders, blocked)
  }

  /** A pid is given out again: together with its start it names one backend. */
  async function cancel(looking: Session): Promise<void> {
    await looking.query(
      `SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.pg_stat_activity
       WHERE pid = $1 AND date_trunc('milliseconds', backend_start) = date_trunc('milliseconds', $2::timestamptz)`,
      [backend.pid, backend.startedAt],
    )
  }

  async function note(current: Attended, holders: LockHolder[], blocked: LockHolder[]): Promise<void> {
    const seen = JSON.stringify([holders.map(sight), blocked.map(sight)])
    if (seen === (current.noted || '[[],[]]')) return
    current.noted = seen
    const notes = [
      ...(holders.length > 0 ? [`Waits for a lock: ${describeHolders(holders)}`] : []),
      ...(blocked.length > 0 ? [behindWords(blocked)] : []),
    ]
    const detail: StepDetail = { holders, blocked: blocked.slice(0, mostShown), notes }
    await journal.note(current.position, detail)
  }

  async function connect(): Promise<Session | null> {
    if (session && !session.closed) return session
    const opened = await database.open(url, { applicationName: `headgate watch ${journal.runId}` })
    session = opened.ok ? opened.value : null
    return session
  }

  /** Only looks: what it fails at is tried again at the next tick, and never fails the run. */
  async function repeat(everyMs: number, work: () => Promise<void>): Promise<void> {
    while (!ended.signal.aborted) {
      await work().catch(() => {})
      await clock.sleep(everyMs, ended.signal).catch(() => {})
    }
  }
  // Each by itself: a journal that is slow to answer does not hold up the look at the locks.
  const asking = repeat(cancelPollMs, async () => {
    if (await journal.cancelAsked()) stop('person')
  })
  const looking = repeat(tickMs, look)

  return {
    stopping: stopping.signal,
    get stopReason() {
      return stopReason
    },
    get crowd() {
      return crowd
    },
    get heldUp() {
      return last
    },
    relieved() {
      crowd = null
    },
    attend(position) {
      attended = { position, holders: [], heldUp: [], noted: '' }
    },
    leave() {
      const holders = attended?.holders ?? []
      last = attended?.heldUp ?? []
      attended = null
      return holders
    },
    async close() {
      signal?.removeEventListener('abort', onAbort)
      ended.abort()
      await Promise.all([asking, looking])
      await session?.close()
    },
  }
}

function sight({ pid, mode, object }: LockHolder): unknown[] {
  return [pid, mode, object]
}

/** "3 sessions wait behind it: …" */
export function behindWords(blocked: LockHolder[]): string {
  const count = blocked.length === 1 ? '1 session waits' : `${blocked.length} sessions wait`
  const more = blocked.length > 3 ? `; and ${blocked.length - 3} more` : ''
  return `${count} behind it: ${describeHolders(blocked.slice(0, 3))}${more}`
}
