import { DatabaseError } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { describeChanges } from '../domain/catalog-words'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { Statement } from '../domain/statement'
import { markRolledBack } from '../engines/prisma/ledger'
import { isCancelled, refusalDetail, refusalFailure, rollBack, stopped } from './apply-migration'
import type { Applying } from './applying'
import { resetSession } from './guards'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, pauseBefore } from './retry'
import { runStatement, StatementRefused, StopAsked } from './run-statement'
import { StatementProgress } from './statement-progress'

export interface ReverseWork {
  statements: Statement[]
  steps: { reverse: number; statements: number[]; ledger: number }
  /** Ids of the ledger rows to mark. */
  rows: string[]
  /** The schema to arrive at. */
  target: Catalog
  /** Differences that trying the reverse had shown, in words. */
  accepted: string[]
}

/** Runs the reverse; null: it is committed. A lock that is not granted is tried again, as in a deploy. */
export async function reverseInOneTransaction(run: Applying, work: ReverseWork): Promise<Failure | null> {
  await run.journal.start(work.steps.reverse)
  const started = run.clock.now().getTime()
  for (let attempt = 1; ; attempt++) {
    const failure = await attemptReverse(run, work, attempt)
    const durationMs = run.clock.now().getTime() - started
    if (!failure) {
      await run.journal.record([
        { position: work.steps.reverse, state: 'done', detail: { durationMs } },
        { position: work.steps.ledger, state: 'done', detail: { rows: work.rows.length } },
      ])
      return null
    }
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
    await run.journal.finish(work.steps.reverse, 'failed', {
      durationMs,
      notes: [failure.why, 'Everything was taken back.'],
      ...(database && { error: database }),
    })
    return failure
  }
}

async function attemptReverse(run: Applying, work: ReverseWork, attempt: number): Promise<Failure | null> {
  const { session, policy, home, journal, ledger } = run
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
    await markRolledBack(session, ledger.schema, work.rows)
    await refuseDifferences(run, work)
    progress.check()
    await session.script('COMMIT')
    await progress.settle()
    return null
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
    return failureOf(run, error)
  } finally {
    progress.stop()
  }
}

/** Looks at the schema while everything can still be taken back. */
async function refuseDifferences(run: Applying, work: ReverseWork): Promise<void> {
  const reached = await run.database.catalog(run.session)
  const differences = describeChanges(catalogDelta(work.target, reached))
  const unexpected = differences.filter((difference) => !work.accepted.includes(difference))
  if (unexpected.length === 0) return
  const why = `The reverse would not have led back to what was before the deploy: ${unexpected.join('; ')}.`
  throw new FailureError(fail('rollback_impossible', why, { differences: unexpected }).failure)
}

function failureOf(run: Applying, error: unknown): Failure {
  if (run.watcher.stopReason && (error instanceof StopAsked || isCancelled(error))) return stopped(run)
  if (error instanceof FailureError) return error.failure
  if (error instanceof StatementRefused) {
    return refusalFailure(`Reverse SQL, line ${error.statement.line}`, error.database, error.holders)
  }
  if (error instanceof DatabaseError) return refusalFailure('At the end of the reverse', error, [])
  throw error
}
