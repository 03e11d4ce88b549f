import { DatabaseError } from '../databases/database'
import type { DatabaseErrorInfo, LockHolder } from '../domain/database-error'
import { type Failure, fail } from '../domain/failure'
import { refusalCure } from '../domain/refusal-cure'
import type { StepDetail } from '../domain/run'
import type { Applying } from './applying'
import { describeHolders } from './holder-words'
import { isLockFailure } from './retry'
import { StatementRefused, StopAsked } from './run-statement'
import { behindWords } from './watcher'

/** What a refusal is called: a lock that was not granted is told from a mistake in the script. */
export function refusalFailure(where: string, error: DatabaseError, holders: LockHolder[]): Failure {
  const meta = { database: error.info, ...(holders.length > 0 && { holders }) }
  const { message } = error
  if (isLockFailure(error)) {
    return fail('lock_timeout', `${where}: ${message}. In the way: ${describeHolders(holders)}.`, meta)
      .failure
  }
  const { failure } = fail('statement_failed', `${where}: ${describeError(error.info)}`, meta)
  return { ...failure, fix: refusalCure(error.info) ?? failure.fix }
}

/** The same for a statement, which may have been stopped for the sake of those behind it. */
export function statementFailure(where: string, refused: StatementRefused): Failure {
  const { database, holders, crowd } = refused
  return crowd ? crowdFailure(where, crowd) : refusalFailure(where, database, holders)
}

export function crowdFailure(where: string, crowd: LockHolder[]): Failure {
  const why = `${where}: ${behindWords(crowd)}. That is more than the policy allows.`
  return fail('crowd', why, { blocked: crowd.slice(0, 20) }).failure
}

/** What may go better a moment later: everything was taken back, and it is tried again as often as the policy says. */
export function isTriedAgain({ code }: Failure): boolean {
  return code === 'lock_timeout' || code === 'crowd'
}

/** "did not get its lock", "made way for those behind it" */
export function setbackWords({ code }: Failure): string {
  return code === 'crowd' ? 'made way for those behind it' : 'did not get its lock'
}

export function describeError(error: DatabaseErrorInfo): string {
  return [`${error.message}${error.sqlstate ? ` (${error.sqlstate})` : ''}`, error.detail, error.hint]
    .filter(Boolean)
    .join('. ')
}

export function refusalDetail(error: StatementRefused): StepDetail {
  return {
    durationMs: error.durationMs,
    error: error.database.info,
    ...(error.holders.length > 0 && { holders: error.holders }),
    ...(error.crowd && { blocked: error.crowd.slice(0, 20), notes: [behindWords(error.crowd)] }),
  }
}

export function stopped(run: Pick<Applying, 'watcher'>): Failure {
  const who = run.watcher.stopReason === 'shutdown' ? 'Headgate was asked to stop.' : 'Somebody asked for it.'
  return fail('run_cancelled', who).failure
}

/** The run was asked to stop, and that is why this was refused. */
export function wasStopped({ watcher }: Pick<Applying, 'watcher'>, error: unknown): boolean {
  return watcher.stopReason !== null && (error instanceof StopAsked || isCancelled(error))
}

export function isCancelled(error: unknown): boolean {
  const refused = error instanceof StatementRefused ? error.database : error
  return refused instanceof DatabaseError && refused.info.sqlstate === '57014'
}
