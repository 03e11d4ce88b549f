import { DatabaseError } from '../databases/database'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { Deploying, MigrationWork } from './applying'
import { holdTwice, keepLocks } from './lock'
import { isConnectionLoss } from './retry'
import { refusalFailure, stopped } from './run-failure'

/** What a script or a stepwise migration gave back of the run's locks is taken again. */
export async function takeLocksAgain(run: Deploying, work: MigrationWork): Promise<Failure | null> {
  const kept = await keepLocks(run.session, { ...run, waitMs: run.lockWaitMs })
  if (!kept.ok) return kept.failure
  await holdTwice(run.session)
  if (kept.value.wereLost) {
    const who = work.after ?? 'A script'
    await run.journal.log('warn', `${who} released the locks of the run; they were taken again.`)
  }
  return null
}

/** Reading definitions takes a weak lock on each table: somebody who is altering one makes it time out. */
export async function readLink(run: Deploying, work: MigrationWork, xid: bigint | null): Promise<string[]> {
  run.watcher.attend(work.position)
  try {
    const differences = await run.link.read(work.index, xid)
    run.watcher.leave()
    return differences
  } catch (error) {
    const holders = run.watcher.leave()
    if (!(error instanceof DatabaseError) || isConnectionLoss(error, run.session)) throw error
    const where = `Reading the schema before ${work.migration.name}`
    const failure = run.watcher.stopReason ? stopped(run) : refusalFailure(where, error, holders)
    throw new FailureError(failure)
  }
}

export function refuseDifferences(work: MigrationWork, differences: string[]): void {
  if (differences.length === 0) return
  const why = `Before ${work.migration.name} the schema is not what the plan said: ${differences.join(' ')}`
  throw new FailureError(fail('plan_outdated', why, { differences }).failure)
}
