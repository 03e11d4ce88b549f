import { DatabaseError } from '../databases/database'
import { type Failure, FailureError } from '../domain/failure'
import type { Statement } from '../domain/statement'
import type { Applying } from './applying'
import { resetSession } from './guards'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, pauseBefore } from './retry'
import { rollBack } from './roll-back'
import { refusalDetail, refusalFailure, stopped, wasStopped } from './run-failure'
import { runStatement, StatementRefused } from './run-statement'
import { StatementProgress } from './statement-progress'

/** SQL and its changes of the ledger, which commit together or not at all. */
export interface TransactionWork {
  statements: Statement[]
  steps: {
    work: number
    /** Position of each statement's step; -1: it is not executed. */
    statements: number[]
    ledger: number | null
  }
  /** What failures call the script: `Reverse SQL`. */
  source: string
  /** Resolves to how many rows of the ledger it changed. */
  writeLedger: () => Promise<number>
  /** The last look before the commit; a `FailureError` takes everything back. */
  check: () => Promise<void>
}

/** Null: it is committed. A lock that is not granted is tried again, as in a deploy. */
export async function inOneTransaction(run: Applying, work: TransactionWork): Promise<Failure | null> {
  await run.journal.start(work.steps.work)
  const started = run.clock.now().getTime()
  for (let attempt = 1; ; attempt++) {
    const end = await attemptWork(run, work, attempt)
    const durationMs = run.clock.now().getTime() - started
    if ('rows' in end) {
      const { ledger } = work.steps
      await run.journal.record([
        { position: work.steps.work, state: 'done', detail: { durationMs } },
        ...(ledger === null || ledger === work.steps.work
          ? []
          : [{ position: ledger, state: 'done' as const, detail: { rows: end.rows } }]),
      ])
      return null
    }
    const { failure } = end
    if (failure.code === 'lock_timeout' && attempt <= run.policy.lockRetries) {
      const { holders = [] } = failure.meta
      await run.journal.log('warn', `Attempt ${attempt} did not get its lock. ${failure.why}`, {
        attempt,
        holders,
      })
      const rested = await run.clock.sleep(pauseBefore(attempt), run.watcher.stopping).then(
        () => true,
        () => false,
      )
      if (rested) continue
    }
    const { database } = failure.meta
    await run.journal.finish(work.steps.work, 'failed', {
      durationMs,
      notes: [failure.why, 'Everything was taken back.'],
      ...(database && { error: database }),
    })
    return failure
  }
}

async function attemptWork(
  run: Applying,
  work: TransactionWork,
  attempt: number,
): Promise<{ rows: number } | { failure: Failure }> {
  const { session, policy, home, journal } = run
  const progress = new StatementProgress(journal)
  const ran: number[] = []
  try {
    await resetSession(session, policy, home)
    await session.script('BEGIN')
    for (const statement of work.statements) {
      const position = work.steps.statements[statement.index] ?? -1
      if (position < 0) continue
      progress.begin(position, attempt > 1 ? { attempt } : {})
      progress.end(position, 'done', await runStatement(run, statement, position))
      ran.push(position)
    }
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
    const rows = await work.writeLedger()
    await work.check()
    progress.check()
    await session.script('COMMIT')
    await progress.settle()
    return { rows }
  } catch (error) {
    if (error instanceof ConnectionLostError || isConnectionLoss(error, session)) {
      await progress.settle()
      throw error instanceof ConnectionLostError ? error : new ConnectionLostError(error)
    }
    await rollBack(session)
    for (const position of ran) progress.end(position, 'skipped', { notes: ['Ran, then taken back.'] })
    if (error instanceof StatementRefused) {
      progress.end(work.steps.statements[error.statement.index] ?? -1, 'failed', refusalDetail(error))
    }
    await progress.settle()
    return { failure: failureOf(run, work, error) }
  } finally {
    progress.stop()
  }
}

function failureOf(run: Applying, work: TransactionWork, error: unknown): Failure {
  if (wasStopped(run, error)) return stopped(run)
  if (error instanceof FailureError) return error.failure
  if (error instanceof StatementRefused) {
    const { statement, database, holders } = error
    return refusalFailure(`${work.source}, line ${statement.line}`, database, holders)
  }
  if (error instanceof DatabaseError) return refusalFailure(`${work.source}, at its end`, error, [])
  throw error
}
