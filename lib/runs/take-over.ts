import type { Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { describeHolders } from './holder-words'
import { HEADGATE_LOCK_KEY, poll } from './lock'
import { identityDiffers } from './open-session'
import { type RunPorts, type RunTarget, runApplicationName } from './ports'

const reachWithinMs = 60_000
const lockWithinMs = 15_000

/**
 * Opens a session from which to look at what a stopped run left: its backend is ended first — a server goes on with a
 * script whose client died, and commits it — and Headgate's key is taken, which nobody has while that backend lives.
 * Whoever lost the run meanwhile gets no further than to its next write in the journal, which comes before each of these
 * acts. The caller closes the session. Failures: those of connecting, `run_in_progress`.
 * @throws LeaseLostError
 */
export async function takeOver(
  target: RunTarget,
  backend: { pid: number; startedAt: string } | null,
  { database, journal, clock, signal }: RunPorts,
): Promise<Result<Session>> {
  const opened = await reach(target, { database, journal, clock, ...(signal && { signal }) })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const changed = identityDiffers(target, session)
    if (changed) throw new TakeOverRefused(fail('identity_changed', changed))
    await journal.log('info', 'Ends what is left of the run’s connections, and looks at what it did.')
    await endBackends(session, database, journal.runId, backend)
    if (await poll(session, HEADGATE_LOCK_KEY, clock, lockWithinMs)) {
      await journal.log('info', 'Headgate’s lock is held: nobody else works on it.')
      return ok(session)
    }
    const holders = await database.advisoryHolders(session, HEADGATE_LOCK_KEY)
    throw new TakeOverRefused(fail('run_in_progress', `Before it: ${describeHolders(holders)}.`, { holders }))
  } catch (error) {
    await session.close()
    if (error instanceof TakeOverRefused) return error.result
    throw error
  }
}

class TakeOverRefused extends Error {
  constructor(readonly result: ReturnType<typeof fail>) {
    super(result.failure.why)
  }
}

/** A server that is restarting is worth a minute: nothing can be said about the run before it answers. */
async function reach(
  target: RunTarget,
  { database, journal, clock, signal }: RunPorts,
): Promise<Result<Session>> {
  const until = clock.now().getTime() + reachWithinMs
  for (;;) {
    const opened = await database.open(target.url, {
      applicationName: `headgate recover ${journal.runId}`,
      refusePooler: true,
    })
    if (opened.ok || clock.now().getTime() >= until || signal?.aborted) return opened
    await clock.sleep(500, signal).catch(() => {})
  }
}

/**
 * The recorded backend, and any that bears the run's name: it may have died before it was recorded. So is who watched it,
 * and who looked at it before us: a process that was stopped for a while would go on where it was.
 */
async function endBackends(
  session: Session,
  database: RunPorts['database'],
  runId: string,
  recorded: { pid: number; startedAt: string } | null,
): Promise<void> {
  if (recorded) await database.endBackend(session, recorded.pid, recorded.startedAt)
  const { rows } = await session.query<{ pid: number; started: string }>(
    `SELECT pid, backend_start::text AS started FROM pg_catalog.pg_stat_activity
     WHERE application_name = ANY ($1) AND datname = current_database() AND pid <> pg_backend_pid()`,
    [[runApplicationName(runId), `headgate watch ${runId}`, `headgate recover ${runId}`]],
  )
  for (const { pid, started } of rows) await database.endBackend(session, pid, started)
}
