import pg from 'pg'
import { DatabaseError } from '../databases/database'
import { FailureError } from '../domain/failure'
import { finishRow, logRow, markRolledBack, PRISMA_LOCK_KEY } from '../engines/prisma/ledger'
import type { Deploying, MigrationEnd, MigrationWork } from './applying'
import { readLink, refuseDifferences, takeLocksAgain } from './before-migration'
import { resetSession } from './guards'
import { halfWay } from './half-way'
import { keepBefore } from './keep-before'
import { announceInLedger } from './ledger-row'
import { release } from './lock'
import { MarkRefused, markSegment } from './mark-segment'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'
import { rollBack } from './roll-back'
import { StatementRefused, StopAsked } from './run-statement'
import { type ReachedSegments, runSegments, type SegmentWork } from './stepwise-segments'

/** Where a migration goes on that another run has begun. */
export interface GoesOn {
  /** As many segments are done. */
  from: number
  /** Indexes that a stopped build left, as `schema.name` unquoted parts. */
  left: { schema: string; name: string }[]
}

/**
 * Applies a migration that does not fit one transaction: its ledger row first, committed; then segment by segment, each
 * counted in that row as it commits; then the row is finished. Prisma's lock is given back meanwhile — held beside
 * CREATE INDEX CONCURRENTLY it deadlocks with a waiting Prisma — and the unfinished row keeps Prisma out.
 * @throws ConnectionLostError, LeaseLostError
 */
export async function applyStepwise(
  run: Deploying,
  work: MigrationWork,
  goesOn: GoesOn | null,
): Promise<MigrationEnd> {
  const { session, ledger, policy, home } = run
  const { name, statements, segments } = work.migration
  const row = { schema: ledger.schema, id: work.ledgerRow }
  const mark = (done: number) => markSegment(session, row, done)
  const from = goesOn?.from ?? 0
  const keep = async (segment: number) => {
    const copies = await keepBefore(run, work.migration, segment, work.position)
    return () => void run.copied?.push(...copies)
  }
  const script: SegmentWork = { name, statements, segments, positions: work.statements, from, mark, keep }
  const reached: ReachedSegments = {
    done: segments.slice(0, from).flatMap((done) => done.statements),
    current: null,
  }
  await run.progress.settle()
  const lost = await takeLocksAgain(run, work)
  if (lost) return goesOn ? { how: 'left', failure: lost } : { how: 'taken_back', failure: lost }
  let announced = false
  try {
    await resetSession(session, policy, home)
    if (goesOn) await logRow(session, row.schema, row.id, null)
    else await announce(run, work)
    announced = true
    await release(session, PRISMA_LOCK_KEY)
    if (goesOn) await prepareAgain(run, work, goesOn)

    await runSegments(run, script, reached)
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
    // While its row still keeps Prisma out: one that waits would find the next migration pending, and apply it. Whoever
    // holds the lock for long stops what comes next; this migration is there all the same.
    await takeLocksAgain(run, { ...work, after: name })
    await finishRow(session, ledger.schema, work.ledgerRow)
    return { how: 'applied', notes: [] }
  } catch (error) {
    if (error instanceof ConnectionLostError) throw error
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    if (error instanceof FailureError && !announced && !goesOn) {
      await rollBack(session)
      return { how: 'taken_back', failure: error.failure }
    }
    return stopHalfWay(run, work.ledgerRow, script, reached, error)
  }
}

async function announce(run: Deploying, work: MigrationWork): Promise<void> {
  const { session, ledger } = run
  await session.script('BEGIN')
  await announceInLedger(session, ledger, work.ledgerRow, work.migration)
  await checkBefore(run, work)
  await session.script('COMMIT')
  ledger.exists = true
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

/** What its done statements have set in the session that is gone, and the way clear for a build that was stopped. */
async function prepareAgain({ session, journal }: Deploying, { migration }: MigrationWork, goesOn: GoesOn) {
  for (const { schema, name } of goesOn.left) {
    const index = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`
    await session.script(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`)
    await journal.log('warn', `The stopped build left ${index} invalid; it was dropped, and is built again.`)
  }
  const done = migration.segments.slice(0, goesOn.from).flatMap(({ statements }) => statements)
  for (const index of done) {
    const statement = migration.statements[index]
    if (statement?.node !== 'VariableSetStmt' || /^\s*set\s+local\b/i.test(statement.text)) continue
    await session.script(statement.text)
    await journal.log('info', `${migration.name}, line ${statement.line}: set again for this session.`)
  }
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
    error instanceof StatementRefused ||
    error instanceof StopAsked ||
    error instanceof MarkRefused ||
    error instanceof FailureError ||
    error instanceof DatabaseError
  if (!known) throw error

  const { nothing, failure } = await halfWay(run, script, reached, error)
  if (nothing) {
    // Nothing of it is there, and Prisma need not be kept out any longer.
    if (ledger.exists) await markRolledBack(session, ledger.schema, [ledgerRow])
    return { how: 'taken_back', failure }
  }
  await logRow(session, ledger.schema, ledgerRow, failure.why)
  return { how: 'left', failure }
}
