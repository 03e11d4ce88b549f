import type { CatalogReader, Session } from '../databases/database'
import type { Failure } from '../domain/failure'
import type { Policy } from '../domain/policy'
import { type HomeSettings, readHomeSettings } from './guards'
import { openRunSession } from './open-session'
import { ConnectionLostError, type RunEnd, type RunPorts, type RunTarget } from './ports'
import { recoverAfterLoss, type StoppedWork } from './recover'
import { isConnectionLoss } from './retry'
import type { TrackedJournal } from './tracked-journal'
import { startWatcher, type Watcher } from './watcher'

export interface TargetPorts extends RunPorts {
  journal: TrackedJournal
}

/** The run's session with what looks after it; all of it ends with the work. */
export interface OnTarget {
  session: Session
  watcher: Watcher
  schema: CatalogReader
  home: HomeSettings
}

/**
 * Opens the run's one session on its target, watched from a second one, for as long as `work` takes. When the
 * connection goes away, what the server did is looked up on a new one, by `lost`. `refused` ends a run whose target
 * could not be opened.
 */
export async function onTarget(
  order: { target: RunTarget; policy: Policy },
  ports: TargetPorts,
  lost: StoppedWork,
  refused: (failure: Failure) => Promise<RunEnd>,
  work: (on: OnTarget) => Promise<RunEnd>,
): Promise<RunEnd> {
  const { target, policy } = order
  const opened = await openRunSession(ports.database, target, ports.journal.runId, policy)
  if (!opened.ok) return refused(opened.failure)
  const session = opened.value
  try {
    await ports.journal.backend(session.backend.pid, session.backend.startedAt)
    return await watched(session, order, ports, work)
  } catch (error) {
    if (!(error instanceof ConnectionLostError) && !isConnectionLoss(error, session)) throw error
  } finally {
    await session.close()
  }
  return recoverAfterLoss(lost, { target, backend: session.backend, steps: ports.journal.steps() }, ports)
}

async function watched(
  session: Session,
  { target, policy }: { target: RunTarget; policy: Policy },
  ports: TargetPorts,
  work: (on: OnTarget) => Promise<RunEnd>,
): Promise<RunEnd> {
  const { lockTimeoutMs, mostBlockedSessions: mostBlocked } = policy
  const { backend } = session
  const watcher = startWatcher(ports, { url: target.url, backend, lockTimeoutMs, mostBlocked })
  try {
    const home = await readHomeSettings(session)
    return await work({ session, watcher, home, schema: ports.database.catalogReader(session) })
  } finally {
    await watcher.close()
  }
}
