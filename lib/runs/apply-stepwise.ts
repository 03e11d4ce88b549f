import { DatabaseError } from '../databases/database'
import { FailureError } from '../domain/failure'
import { finishRow, logRow, markRolledBack, PRISMA_LOCK_KEY } from '../engines/prisma/ledger'
import type { Deploying, MigrationEnd, MigrationWork } from './applying'
import { readLink, refuseDifferences, takeLocksAgain } from './before-migration'
import { resetSession } from './guards'
import { announceInLedger } from './ledger-row'
import { release } from './lock'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'
import { rollBack } from './roll-back'
import { StatementRefused, StopAsked } from './run-statement'
import { halfWayWords, type ReachedSegments, runSegments, type SegmentWork } from './stepwise-segments'

/**
 * Applies a migration that does not fit one transaction: its ledger row first, committed; then segment by segment, each
 * committing alone with its outcome in the journal; then the row is finished. Prisma's lock is given back meanwhile —
 * held beside CREATE INDEX CONCURRENTLY it deadlocks with a waiting Prisma — and the unfinished row keeps Prisma out.
 * The caller takes the lock again.
 * @throws ConnectionLostError, LeaseLostError
 */
export async function applyStepwise(run: Deploying, work: MigrationWork): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  const { name, statements, segments } = work.migration
  const script: SegmentWork = { name, statements, segments, positions: work.statements }
  const reached: ReachedSegments = { done: [], current: null }
  await run.progress.settle()
  const lost = await takeLocksAgain(run, work)
  if (lost) return { how: 'taken_back', failure: lost }
  try {
    await resetSession(session, policy, home)
    await session.script('BEGIN')
    await announceInLedger(session, ledger, work.ledgerRow, work.migration)
    await checkBefore(run, work)
    await session.script('COMMIT')
    ledger.exists = true
    await release(session, PRISMA_LOCK_KEY)

    await runSegments(run, script, reached)
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
    await finishRow(session, ledger.schema, work.ledgerRow)
    return { how: 'applied', notes: [] }
  } catch (error) {
    if (error instanceof ConnectionLostError) throw error
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    if (error instanceof FailureError) {
      await rollBack(session)
      return { how: 'taken_back', failure: error.failure }
    }
    return stopHalfWay(run, work.ledgerRow, script, reached, error)
  }
}

/** In the transaction that announces it: its number tells whether anybody else has written. */
async function checkBefore(run: Deploying, work: MigrationWork): Promise<void> {
  const { rows } = await run.session.query<{ xid: string }>(
    'SELECT pg_catalog.pg_current_xact_id()::text AS xid',
  )
  const xid = BigInt(rows[0]?.xid ?? 0)
  if (run.link.needsReading(xid)) refuseDifferences(work, await readLink(run, work, xid))
  run.link.ended(xid)
}

async function stopHalfWay(
  run: Deploying,
  ledgerRow: string,
  script: SegmentWork,
  reached: ReachedSegments,
  error: unknown,
): Promise<MigrationEnd> {
  const { session, ledger } = run
  if (session.inTransaction) await rollBack(session)
  const known =
    error instanceof StatementRefused || error instanceof StopAsked || error instanceof DatabaseError
  if (!known) throw error

  const { invalid, failure } = await halfWayWords(run, script, reached, error)
  if (reached.done.length === 0 && invalid.length === 0) {
    // Nothing of it is there, and Prisma need not be kept out any longer.
    if (ledger.exists) await markRolledBack(session, ledger.schema, [ledgerRow])
    return { how: 'taken_back', failure }
  }
  await logRow(session, ledger.schema, ledgerRow, failure.why)
  return { how: 'left', failure }
}
