import type { ConnectedLocal } from '../composition/local'
import type { Identity, Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { RunEnd } from '../runs/ports'
import { recover } from '../runs/recover'
import { openJournal } from './journal'
import { runFolders, runsWithoutEnd } from './journal-folder'
import { stillRuns } from './journal-process'
import type { RecordedRun } from './journal-run'

type Where = Pick<ConnectedLocal, 'projectDir' | 'cacheDir'>

/** A run that was begun from this machine's project and has no end: it goes on, or it was killed. */
export interface UnfinishedRun {
  folder: string
  run: RecordedRun
  goesOn: boolean
}

/** What is in the files; `session` looks whether the run's own connection is still there. Writes nothing. */
export async function unfinishedRuns(where: Where, session: Session): Promise<UnfinishedRun[]> {
  const found: UnfinishedRun[] = []
  for (const folder of runFolders(where)) {
    for (const run of await runsWithoutEnd(folder, session.identity)) {
      found.push({ folder, run, goesOn: stillRuns(run.head.process) ?? (await isConnected(session, run)) })
    }
  }
  return found
}

/** Somewhere else it is only seen by its connection. */
async function isConnected(session: Session, { backend }: RecordedRun): Promise<boolean> {
  if (!backend) return false
  const { rowCount } = await session.query(
    `SELECT FROM pg_catalog.pg_stat_activity
     WHERE pid = $1 AND date_trunc('milliseconds', backend_start) = date_trunc('milliseconds', $2::timestamptz)`,
    [backend.pid, backend.startedAt],
  )
  return (rowCount ?? 0) > 0
}

/** What a killed run is called, in a sentence for status. */
export function unfinishedWords({ run: { head }, goesOn }: UnfinishedRun): string {
  const what = `A ${head.kind} of ${head.who}, begun ${head.startedAt}`
  return goesOn ? `${what}, is under way.` : `${what}, was stopped before it came to its end.`
}

export function unfinishedAnswer(unfinished: UnfinishedRun) {
  const { runId, migrations } = unfinished.run.head
  return { id: runId, goesOn: unfinished.goesOn, what: unfinishedWords(unfinished), migrations }
}

export interface RecoveredRun {
  run: RecordedRun
  ended: RunEnd
}

/**
 * Finds out, on the database, what killed runs did, and gives each its end in its journal. Repeats nothing. Fails with
 * `run_in_progress` where one goes on, and as `recover` does.
 */
export async function recoverRuns(
  local: Pick<ConnectedLocal, 'url' | 'database' | 'clock' | 'projectDir' | 'cacheDir'>,
  session: Session,
): Promise<Result<RecoveredRun[]>> {
  const unfinished = await unfinishedRuns(local, session)
  const going = unfinished.find(({ goesOn }) => goesOn)
  if (going) return fail('run_in_progress', unfinishedWords(going))
  const recovered: RecoveredRun[] = []
  for (const { folder, run } of unfinished) {
    const ended = await recoverOne(local, folder, run, session.identity)
    if (!ended.ok) return ended
    recovered.push({ run, ended: ended.value })
  }
  return ok(recovered)
}

async function recoverOne(
  { url, database, clock }: Pick<ConnectedLocal, 'url' | 'database' | 'clock'>,
  folder: string,
  run: RecordedRun,
  identity: Identity,
): Promise<Result<RunEnd>> {
  const journal = await openJournal(folder, run)
  try {
    const stopped = { target: { url, identity }, backend: run.backend, steps: run.steps }
    return await recover(run.head.work, stopped, { database, journal, clock })
  } finally {
    await journal.close()
  }
}
