import { DatabaseError, type Session } from '../databases/database'
import type { DatabaseErrorInfo, LockHolder } from '../domain/database-error'
import { type Failure, fail } from '../domain/failure'
import type { StepDetail } from '../domain/run'
import { finishRow, logRow } from '../engines/prisma/ledger'
import type { Applying, MigrationEnd, MigrationWork } from './applying'
import { resetSession } from './guards'
import { describeHolders } from './holder-words'
import { announceInLedger, rowState } from './ledger-row'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, isLockFailure, pauseBefore } from './retry'
import { runStatement, StatementRefused, StopAsked } from './run-statement'
import { StatementProgress } from './statement-progress'

const takenBackNote = 'Ran, then taken back with its migration.'

/**
 * Applies a migration in one transaction with its ledger row: both are there afterwards, or neither. A lock that is not
 * granted in time, or a deadlock, takes everything back and tries again as often as the policy allows.
 * @throws ConnectionLostError, LeaseLostError
 */
export async function applyMigration(run: Applying, work: MigrationWork): Promise<MigrationEnd> {
  for (let attempt = 1; ; attempt++) {
    const end = await attemptMigration(run, work, attempt)
    if (end.how !== 'taken_back' || end.failure.code !== 'lock_timeout') return end
    if (attempt > run.policy.lockRetries) return end
    const pause = pauseBefore(attempt)
    await run.journal.log(
      'warn',
      `${work.migration.name}: attempt ${attempt} did not get its lock. ${end.failure.why}`,
      {
        attempt,
        pauseMs: pause,
        holders: end.failure.meta.holders ?? [],
      },
    )
    try {
      await run.clock.sleep(pause, run.watcher.stopping)
    } catch {
      return { how: 'taken_back', failure: stopped(run) }
    }
  }
}

async function attemptMigration(run: Applying, work: MigrationWork, attempt: number): Promise<MigrationEnd> {
  const { session, policy, home, ledger, journal } = run
  const progress = new StatementProgress(journal)
  const ran: number[] = []
  try {
    await resetSession(session, policy, home)
    await session.script('BEGIN')
    const { modes, rest } = transactionModesFirst(work.migration)
    await runStatements(run, work, modes, progress, attempt, ran)
    await announceInLedger(session, ledger, work.ledgerRow, work.migration)
    const transaction = await transactionId(session)
    await runStatements(run, work, rest, progress, attempt, ran)
    const notes = await finishInLedger(run, work, transaction)
    progress.check()
    await session.script('COMMIT')
    const end = await afterCommit(run, work, notes)
    await progress.settle()
    return end
  } catch (error) {
    if (error instanceof ConnectionLostError || isConnectionLoss(error, session)) {
      await progress.settle()
      throw error instanceof ConnectionLostError ? error : new ConnectionLostError(error)
    }
    const end = await takeBack(run, work, error)
    const again = end.failure.code === 'lock_timeout' && attempt <= policy.lockRetries
    for (const position of ran) progress.end(position, 'skipped', again ? {} : { notes: [takenBackNote] })
    noteRefusal(progress, work, error, again)
    await progress.settle()
    return end
  } finally {
    progress.stop()
  }
}

/** PostgreSQL takes SET TRANSACTION only before a transaction's first query, which would be the ledger's. */
function transactionModesFirst({ segments, statements }: MigrationWork['migration']) {
  const order = segments.flatMap((segment) => segment.statements)
  const first = order.findIndex(
    (index) => !/^SET\s+(LOCAL\s+)?TRANSACTION\b/i.test(statements[index]?.text ?? ''),
  )
  const at = first < 0 ? order.length : first
  return { modes: order.slice(0, at), rest: order.slice(at) }
}

async function runStatements(
  run: Applying,
  work: MigrationWork,
  indices: number[],
  progress: StatementProgress,
  attempt: number,
  ran: number[],
): Promise<void> {
  for (const index of indices) {
    const statement = work.migration.statements[index]
    const position = work.statements[index]
    if (!statement || position === undefined || position < 0) continue
    progress.begin(position, attempt > 1 ? { attempt } : {})
    progress.end(position, 'done', await runStatement(run, statement, position))
    ran.push(position)
  }
}

/** Finishes the ledger row, in the migration's own transaction unless the script ended that; then the notes say so. */
async function finishInLedger(
  run: Applying,
  work: MigrationWork,
  transaction: string | null,
): Promise<string[]> {
  const { session, ledger } = run
  // The script may have become a role that may not write the ledger.
  await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  const whole = session.inTransaction && (await transactionId(session)) === transaction
  await finishRow(session, ledger.schema, work.ledgerRow)
  if (whole) return []
  const note = 'The script ended the transaction around it: its statements were not applied as one whole.'
  await run.journal.log('warn', `${work.migration.name}: ${note}`)
  return [note]
}

/** A commit that answers has happened; that the row is there is read back all the same, since COMMIT can mean ROLLBACK. */
async function afterCommit(run: Applying, work: MigrationWork, notes: string[]): Promise<MigrationEnd> {
  const { session, ledger } = run
  const state = await rowState(session, ledger.schema, work.ledgerRow)
  if (state !== 'finished') {
    const why = `The server answered COMMIT, but the ledger row of ${work.migration.name} is ${state}.`
    return { how: 'left', failure: fail('outcome_unknown', why).failure }
  }
  ledger.exists = true
  return { how: 'applied', notes }
}

async function takeBack(
  run: Applying,
  work: MigrationWork,
  error: unknown,
): Promise<Exclude<MigrationEnd, { how: 'applied' }>> {
  const { session, ledger } = run
  await rollBack(session)
  const failure = failureOf(run, work, error)
  const state = await lookAfterwards(session, () => rowState(session, ledger.schema, work.ledgerRow))
  if (state === 'absent') return { how: 'taken_back', failure }
  // Only a script that ended our transaction by itself gets here: a part of it stays.
  await lookAfterwards(session, () => logRow(session, ledger.schema, work.ledgerRow, failure.why))
  const why = `The script of ${work.migration.name} ended the transaction around it before it failed: what it did until then stays. ${failure.why}`
  return { how: 'left', failure: fail('stepwise_failed', why, failure.meta).failure }
}

export async function rollBack(session: Session): Promise<void> {
  await lookAfterwards(session, () => session.script('ROLLBACK; RESET SESSION AUTHORIZATION; RESET ROLE'))
}

async function lookAfterwards<T>(session: Session, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    throw error
  }
}

function failureOf(run: Applying, work: MigrationWork, error: unknown): Failure {
  if (run.watcher.stopReason && (error instanceof StopAsked || isCancelled(error))) return stopped(run)
  if (error instanceof StatementRefused) {
    const { statement, database, holders } = error
    return refusalFailure(`${work.migration.name}, line ${statement.line}`, database, holders)
  }
  if (error instanceof DatabaseError) return refusalFailure(`${work.migration.name}, at its end`, error, [])
  throw error
}

/** What a refusal is called: a lock that was not granted is told from a mistake in the script. */
export function refusalFailure(where: string, error: DatabaseError, holders: LockHolder[]): Failure {
  const meta = { database: error.info, ...(holders.length > 0 && { holders }) }
  const { message } = error
  if (isLockFailure(error)) {
    return fail('lock_timeout', `${where}: ${message}. In the way: ${describeHolders(holders)}.`, meta)
      .failure
  }
  return fail('statement_failed', `${where}: ${describeError(error.info)}`, meta).failure
}

export function describeError(error: DatabaseErrorInfo): string {
  return [`${error.message}${error.sqlstate ? ` (${error.sqlstate})` : ''}`, error.detail, error.hint]
    .filter(Boolean)
    .join('. ')
}

export function stopped(run: Pick<Applying, 'watcher'>): Failure {
  const who = run.watcher.stopReason === 'shutdown' ? 'Headgate was asked to stop.' : 'Somebody asked for it.'
  return fail('run_cancelled', who).failure
}

export function isCancelled(error: unknown): boolean {
  return error instanceof StatementRefused && error.database.info.sqlstate === '57014'
}

/** A refusal that will be tried again leaves no error behind on a step that may yet succeed. */
function noteRefusal(progress: StatementProgress, work: MigrationWork, error: unknown, again: boolean): void {
  if (!(error instanceof StatementRefused)) return
  const position = work.statements[error.statement.index]
  if (position === undefined || position < 0) return
  if (again)
    progress.end(position, 'running', {
      holders: error.holders,
      notes: ['Taken back; it will be tried again.'],
    })
  else progress.end(position, 'failed', refusalDetail(error))
}

export function refusalDetail(error: StatementRefused): StepDetail {
  return {
    durationMs: error.durationMs,
    error: error.database.info,
    ...(error.holders.length > 0 && { holders: error.holders }),
  }
}

async function transactionId(session: Session): Promise<string | null> {
  const { rows } = await session.query<{ id: string | null }>(
    'SELECT pg_catalog.pg_current_xact_id_if_assigned()::text AS id',
  )
  return rows[0]?.id ?? null
}
