import { DatabaseError } from '../databases/database'
import type { DatabaseErrorInfo, LockHolder } from '../domain/database-error'
import { type Failure, fail } from '../domain/failure'
import { refusalCure } from '../domain/refusal-cure'
import type { StepDetail } from '../domain/run'
import type { Applying } from './applying'
import { describeHolders } from './holder-words'
import { isLockFailure } from './retry'
import { StatementRefused, StopAsked } from './run-statement'

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
