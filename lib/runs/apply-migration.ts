import { DatabaseError, type Session } from '../databases/database'
import type { DatabaseErrorInfo, LockHolder } from '../domain/database-error'
import { type Failure, FailureError, fail } from '../domain/failure'
import { refusalCure } from '../domain/refusal-cure'
import type { StepDetail } from '../domain/run'
import { finishRow, logRow } from '../engines/prisma/ledger'
import type { Applying, Deploying, MigrationEnd, MigrationWork } from './applying'
import { resetSession } from './guards'
import { describeHolders } from './holder-words'
import {
  announceInLedger,
  type Begun,
  beginMigration,
  CommitRefused,
  commitApplied,
  type RowState,
  rowState,
} from './ledger-row'
import { holdTwice, keepLocks, undoAnswer } from './lock'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, isLockFailure, pauseBefore } from './retry'
import { runStatement, StatementRefused, StopAsked } from './run-statement'
import type { StatementProgress } from './statement-progress'

/** A script released the locks of the run, or a stepwise migration Prisma's. */
class LocksLost extends Error {
  constructor(readonly held: boolean[]) {
    super('The locks of the run are gone.')
  }
}

const takenBackNote = 'Ran, then taken back with its migration.'

/**
 * Applies a migration in one transaction with its ledger row: both are there afterwards, or neither. A lock that is not
 * granted in time, or a deadlock, takes everything back and tries again as often as the policy allows.
 * @throws ConnectionLostError, LeaseLostError
 */
export async function applyMigration(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  for (let attempt = 1; ; attempt++) {
    const end = await attemptLocked(run, work, attempt)
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

/** An attempt that finds the locks gone, which a script or a stepwise migration gave back, begins again with them. */
async function attemptLocked(run: Deploying, work: MigrationWork, attempt: number): Promise<MigrationEnd> {
  for (;;) {
    try {
      return await attemptMigration(run, work, attempt)
    } catch (error) {
      if (!(error instanceof LocksLost)) throw error
      await undoAnswer(run.session, error.held)
      const failure = await takeLocksAgain(run, work)
      if (failure) return { how: 'taken_back', failure }
      // What was reset along with the last commit was taken back with this attempt.
      await resetSession(run.session, run.policy, run.home)
    }
  }
}

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

async function attemptMigration(run: Deploying, work: MigrationWork, attempt: number): Promise<MigrationEnd> {
  const { session, policy, home, progress } = run
  const ran: number[] = []
  let xid: bigint | null = null
  try {
    if (attempt > 1) await resetSession(session, policy, home)
    const { modes, rest } = transactionModesFirst(work.migration)
    const begun = run.begun ?? (await begin(run, work, modes, attempt, ran))
    run.begun = null
    xid = BigInt(begun.xid)
    await checkBeginning(run, work, begun)
    // A text that does not parse could end the transaction: its row goes first, and stays if it does.
    const early = work.migration.statements.some(({ node }) => node === null)
    if (early)
      await announceInLedger(session, { ...run.ledger, exists: true }, work.ledgerRow, work.migration)
    await runStatements(run, work, rest, attempt, ran)
    progress.check()
    return early ? await finishAnnounced(run, work, begun) : await finishMigration(run, work, begun)
  } catch (error) {
    if (error instanceof ConnectionLostError || isConnectionLoss(error, session)) {
      await progress.settle()
      throw error instanceof ConnectionLostError ? error : new ConnectionLostError(error)
    }
    if (error instanceof LocksLost) {
      await rollBack(session)
      throw error
    }
    const end = await takeBack(run, work, error)
    const again = end.failure.code === 'lock_timeout' && attempt <= policy.lockRetries
    for (const position of ran) progress.end(position, 'skipped', again ? {} : { notes: [takenBackNote] })
    noteRefusal(progress, work, error, again)
    return end
  } finally {
    if (xid !== null) run.link.ended(xid)
  }
}

async function begin(
  run: Deploying,
  work: MigrationWork,
  modes: number[],
  attempt: number,
  ran: number[],
): Promise<Begun> {
  if (modes.length === 0) return beginMigration(run.session, run.ledger, work.begin)
  const [first = 'BEGIN', ...settings] = work.begin
  await run.session.script(first)
  await runStatements(run, work, modes, attempt, ran)
  return beginMigration(run.session, run.ledger, settings)
}

/** The locks are ours still (a script may have released them), and the schema is where the chain says. */
async function checkBeginning(run: Deploying, work: MigrationWork, begun: Begun): Promise<void> {
  if (begun.held.includes(false)) throw new LocksLost(begun.held)
  const xid = BigInt(begun.xid)
  if (run.link.needsReading(xid)) refuseDifferences(work, await readLink(run, work, xid))
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

/** PostgreSQL takes SET TRANSACTION only before a transaction's first query, which would be the ledger's. */
export function transactionModesFirst({ segments, statements }: MigrationWork['migration']) {
  const order = segments.flatMap((segment) => segment.statements)
  const first = order.findIndex(
    (index) => !/^SET\s+(LOCAL\s+)?TRANSACTION\b/i.test(statements[index]?.text ?? ''),
  )
  const at = first < 0 ? order.length : first
  return { modes: order.slice(0, at), rest: order.slice(at) }
}

async function runStatements(
  run: Deploying,
  work: MigrationWork,
  indices: number[],
  attempt: number,
  ran: number[],
): Promise<void> {
  const { progress } = run
  for (const index of indices) {
    const statement = work.migration.statements[index]
    const position = work.statements[index]
    if (!statement || position === undefined || position < 0) continue
    progress.begin(position, attempt > 1 ? { attempt } : {})
    progress.end(position, 'done', await runStatement(run, statement, position))
    ran.push(position)
  }
}

/**
 * Writes the ledger row in the migration's own transaction and commits. The row is there when COMMIT answers as such;
 * all of them are read back at the end of the deploy.
 */
async function finishMigration(run: Deploying, work: MigrationWork, begun: Begun): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  if (!session.lexical.utf8) await session.script('RESET client_encoding')
  const { name, checksum } = work.migration
  const row = { id: work.ledgerRow, name, checksum }
  try {
    const { written, next } = await commitApplied(session, ledger, row, begun, run.reset, work.next)
    if (written) {
      run.begun = next
      return applied(run, [])
    }
    if (session.inTransaction) await rollBack(session)
  } catch (error) {
    if (isConnectionLoss(error, session)) throw error
    // What was refused may have come after the commit.
    await rollBack(session)
    if ((await stateAfterwards(run, work)) !== 'finished') throw error
    await resetSession(session, policy, home)
    return applied(run, [])
  }
  await announceInLedger(session, { ...ledger, exists: true }, work.ledgerRow, work.migration)
  return finishOutside(run, work)
}

/** The same where the row is there already, unless the script has taken it back with its transaction. */
async function finishAnnounced(run: Deploying, work: MigrationWork, { xid }: Begun): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  const whole = session.inTransaction && (await transactionId(session)) === xid
  if (!whole) return finishOutside(run, work)
  await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  await finishRow(session, ledger.schema, work.ledgerRow)
  await session.script('COMMIT')
  await resetSession(session, policy, home)
  return (await stateAfterwards(run, work)) === 'finished' ? applied(run, []) : notThere(run, work)
}

/** The script ended the transaction around it. */
async function finishOutside(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  await finishRow(session, ledger.schema, work.ledgerRow)
  if (session.inTransaction) await session.script('COMMIT')
  await resetSession(session, policy, home)
  const note = 'The script ended the transaction around it: its statements were not applied as one whole.'
  await run.journal.log('warn', `${work.migration.name}: ${note}`)
  return (await stateAfterwards(run, work)) === 'finished' ? applied(run, [note]) : notThere(run, work)
}

function applied({ ledger }: Deploying, notes: string[]): MigrationEnd {
  ledger.exists = true
  return { how: 'applied', notes }
}

/** A commit that answers has happened; that the row is there is read back all the same, since COMMIT can mean ROLLBACK. */
async function notThere(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  const state = await stateAfterwards(run, work)
  const why = `The server answered COMMIT, but the ledger row of ${work.migration.name} is ${state}.`
  return { how: 'left', failure: fail('outcome_unknown', why).failure }
}

function stateAfterwards({ session, ledger }: Deploying, work: MigrationWork): Promise<RowState> {
  return lookAfterwards(session, () => rowState(session, ledger.schema, work.ledgerRow))
}

async function transactionId(session: Session): Promise<string | null> {
  const { rows } = await session.query<{ id: string | null }>(
    'SELECT pg_catalog.pg_current_xact_id_if_assigned()::text AS id',
  )
  return rows[0]?.id ?? null
}

async function takeBack(
  run: Deploying,
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
  if (error instanceof FailureError) return error.failure
  if (error instanceof CommitRefused)
    return fail(
      'statement_failed',
      `${work.migration.name}: the server took it back instead of committing it.`,
    ).failure
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
  const { failure } = fail('statement_failed', `${where}: ${describeError(error.info)}`, meta)
  return { ...failure, fix: refusalCure(error.info) ?? failure.fix }
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
