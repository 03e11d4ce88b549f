import type { ConnectedLocal } from '../composition/local'
import { DatabaseError, type Session } from '../databases/database'
import { ok, type Result } from '../domain/failure'
import { type RecoveredRun, recoverRuns, unfinishedWords } from './journal-recover'
import type { Terminal } from './terminal'

/**
 * What must be known before anything new is worked out: killed runs are looked up on the database, told, and given
 * their end, in the journal and in the mark. Fails with `run_in_progress` where one goes on, and as recovering does.
 */
export async function settleRuns(
  local: ConnectedLocal,
  session: Session,
  terminal: Pick<Terminal, 'log'>,
): Promise<Result<RecoveredRun[]>> {
  const recovered = await recoverRuns(local, session)
  if (!recovered.ok) return recovered
  for (const { run, ended } of recovered.value) {
    const { what, failure } = ended.outcome
    terminal.log(`${unfinishedWords({ folder: '', run, goesOn: false })} Looked up now: ${what}`)
    if (failure) terminal.log(failure.why)
    await endMark(local, session, { run, ended })
  }
  return ok(recovered.value)
}

/** A courtesy to servers: where it cannot be written, nothing else depends on it. */
async function endMark(
  { database, clock }: ConnectedLocal,
  session: Session,
  { run, ended }: RecoveredRun,
): Promise<void> {
  const { runId: id, kind, startedAt, who, migrations, bypass } = run.head
  const endedAt = clock.now().toISOString()
  const mark = { id, kind, startedAt, endedAt, who, migrations, state: ended.state, bypass }
  await database.writeTerminalMark(session, mark).catch((error: unknown) => {
    if (!(error instanceof DatabaseError)) throw error
  })
}
