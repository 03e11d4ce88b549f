import { DatabaseError } from '../databases/database'
import { type Failure, FailureError } from '../domain/failure'
import type { StepDetail } from '../domain/run'
import type { Statement } from '../domain/statement'
import type { Applying } from './applying'
import { commit } from './commit'
import { resetSession } from './guards'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, pauseBefore } from './retry'
import { rollBack } from './roll-back'
import {
  isTriedAgain,
  refusalDetail,
  refusalFailure,
  setbackWords,
  statementFailure,
  stopped,
  wasStopped,
} from './run-failure'
import { runStatement, StatementRefused, StopAsked } from './run-statement'
import { StatementProgress } from './statement-progress'

/** A statement, or something else that is done in the same transaction; `position` of its step. */
export type TransactionAct =
  | { position: number; statement: Statement }
  | { position: number; run: () => Promise<StepDetail> }

/** SQL and its changes of the ledger, which commit together or not at all. */
export interface TransactionWork {
  statements: Statement[]
  /** What is done, in order; left out: the statements. */
  acts?: TransactionAct[]
  steps: {
    work: number
    /** Position of each statement's step; -1: it is not executed. */
    statements: number[]
    ledger: number | null
  }
  /** Before the first of them. */
  first?: () => Promise<void>
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
    let { failure } = end
    if (isTriedAgain(failure) && attempt <= run.policy.lockRetries) {
      const { holders = [], blocked = [] } = failure.meta
      const told = `Attempt ${attempt} ${setbackWords(failure)}. ${failure.why}`
      await run.journal.log('warn', told, { attempt, holders, blocked })
      const rested = await run.clock.sleep(pauseBefore(attempt), run.watcher.stopping).then(
        () => true,
        () => false,
      )
      if (rested) continue
      failure = stopped(run)
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

function actsOf({ acts, statements, steps }: TransactionWork): TransactionAct[] {
  return (
    acts ?? statements.map((statement) => ({ position: steps.statements[statement.index] ?? -1, statement }))
  )
}

async function attemptWork(
  run: Applying,
  work: TransactionWork,
  attempt: number,
): Promise<{ rows: number } | { failure: Failure }> {
  const { session, policy, home, journal } = run
  const progress = new StatementProgress(journal)
  const ran: number[] = []
  let underWay: number | null = null
  try {
    run.watcher.relieved()
    await resetSession(session, policy, home)
    await session.script('BEGIN')
    await work.first?.()
    for (const act of actsOf(work)) {
      const { position } = act
      if (position < 0) continue
      underWay = position
      progress.begin(position, attempt > 1 ? { attempt } : {})
      const detail = 'run' in act ? await act.run() : await runStatement(run, act.statement, position)
      progress.end(position, 'done', detail)
      ran.push(position)
      underWay = null
    }
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
    const rows = await work.writeLedger()
    await work.check()
    progress.check()
    await commit(session, work.source)
    await progress.settle()
    return { rows }
  } catch (error) {
    if (error instanceof ConnectionLostError || isConnectionLoss(error, session)) {
      await progress.settle()
      throw error instanceof ConnectionLostError ? error : new ConnectionLostError(error)
    }
    await rollBack(session)
    for (const position of ran) progress.end(position, 'skipped', { notes: ['Ran, then taken back.'] })
    if (underWay !== null) endStopped(progress, underWay, error)
    await progress.settle()
    return { failure: failureOf(run, work, error) }
  } finally {
    progress.stop()
  }
}

/** What was under way when everything was taken back; what was not even sent is passed over. */
function endStopped(progress: StatementProgress, position: number, error: unknown): void {
  if (error instanceof StatementRefused) progress.end(position, 'failed', refusalDetail(error))
  else if (error instanceof StopAsked) progress.end(position, 'skipped', {})
  else progress.end(position, 'failed', error instanceof FailureError ? { notes: [error.failure.why] } : {})
}

function failureOf(run: Applying, work: TransactionWork, error: unknown): Failure {
  if (wasStopped(run, error)) return stopped(run)
  if (error instanceof FailureError) return error.failure
  if (error instanceof StatementRefused) {
    return statementFailure(`${work.source}, line ${error.statement.line}`, error)
  }
  if (error instanceof DatabaseError) return refusalFailure(`${work.source}, at its end`, error, [])
  throw error
}
