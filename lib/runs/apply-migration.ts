import { DatabaseError } from '../databases/database'
import { type Failure, FailureError, fail } from '../domain/failure'
import { logRow } from '../engines/prisma/ledger'
import type { Applying, Deploying, MigrationEnd, MigrationWork } from './applying'
import { readLink, refuseDifferences, takeLocksAgain } from './before-migration'
import { finishAnnounced, finishMigration, stateAfterwards } from './finish-migration'
import { resetSession } from './guards'
import { keepBefore } from './keep-before'
import { announceInLedger, type Begun, beginMigration, CommitRefused } from './ledger-row'
import { undoAnswer } from './lock'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, pauseBefore } from './retry'
import { lookAfterwards, rollBack } from './roll-back'
import {
  crowdFailure,
  isCancelled,
  isTriedAgain,
  refusalDetail,
  refusalFailure,
  setbackWords,
  statementFailure,
  stopped,
  wasStopped,
} from './run-failure'
import { runStatement, StatementRefused } from './run-statement'
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
    if (end.how !== 'taken_back' || !isTriedAgain(end.failure)) return end
    if (attempt > run.policy.lockRetries) return end
    const pause = pauseBefore(attempt)
    await run.journal.log(
      'warn',
      `${work.migration.name}: attempt ${attempt} ${setbackWords(end.failure)}. ${end.failure.why}`,
      {
        attempt,
        pauseMs: pause,
        holders: end.failure.meta.holders ?? [],
        blocked: end.failure.meta.blocked ?? [],
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

async function attemptMigration(run: Deploying, work: MigrationWork, attempt: number): Promise<MigrationEnd> {
  const { session, policy, home, progress } = run
  const ran: number[] = []
  let xid: bigint | null = null
  run.watcher.relieved()
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
    run.copied = await keepBefore(run, work.migration, 0, work.position)
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
    const again = isTriedAgain(end.failure) && attempt <= policy.lockRetries
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
  if (modes.length > 0) {
    await run.session.script('BEGIN')
    await runStatements(run, work, modes, attempt, ran)
  }
  return beginMigration(run.session, run.ledger)
}

/** The locks are ours still (a script may have released them), and the schema is where the chain says. */
async function checkBeginning(run: Deploying, work: MigrationWork, begun: Begun): Promise<void> {
  if (begun.held.includes(false)) throw new LocksLost(begun.held)
  const xid = BigInt(begun.xid)
  if (run.link.needsReading(xid)) refuseDifferences(work, await readLink(run, work, xid))
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

async function takeBack(
  run: Deploying,
  work: MigrationWork,
  error: unknown,
): Promise<Exclude<MigrationEnd, { how: 'applied' }>> {
  const { session, ledger } = run
  await rollBack(session)
  const failure = failureOf(run, work, error)
  const state = await stateAfterwards(run, work)
  if (state === 'absent') return { how: 'taken_back', failure }
  // Only a script that ended our transaction by itself gets here: a part of it stays.
  await lookAfterwards(session, () => logRow(session, ledger.schema, work.ledgerRow, failure.why))
  const why = `The script of ${work.migration.name} ended the transaction around it before it failed: what it did until then stays. ${failure.why}`
  return { how: 'left', failure: fail('stepwise_failed', why, failure.meta).failure }
}

function failureOf(run: Applying, work: MigrationWork, error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  if (error instanceof CommitRefused)
    return fail(
      'statement_failed',
      `${work.migration.name}: the server took it back instead of committing it.`,
    ).failure
  if (wasStopped(run, error)) return stopped(run)
  if (isCancelled(error) && run.watcher.crowd) return crowdFailure(work.migration.name, run.watcher.crowd)
  if (error instanceof StatementRefused) {
    return statementFailure(`${work.migration.name}, line ${error.statement.line}`, error)
  }
  if (error instanceof DatabaseError) return refusalFailure(`${work.migration.name}, at its end`, error, [])
  throw error
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
