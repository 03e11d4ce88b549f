import { DatabaseError } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Failure, fail } from '../domain/failure'
import type { Resolution } from '../domain/resolution'
import { ledgerStateFingerprint } from '../domain/resolution-fingerprint'
import { PRISMA_LOCK_KEY, readLedger } from '../engines/prisma/ledger'
import type { Applying } from './applying'
import { resetSession } from './guards'
import { halfWay } from './half-way'
import { keepLocks, release } from './lock'
import { inOneTransaction } from './one-transaction'
import { ConnectionLostError } from './ports'
import { writeLedger } from './resolution-ledger'
import type { ResolutionSteps } from './resolution-steps'
import type { ReachedResolution } from './resolution-words'
import { isConnectionLoss } from './retry'
import { rollBack } from './roll-back'
import { StatementRefused, StopAsked } from './run-statement'
import { type ReachedSegments, runSegments, type SegmentWork } from './stepwise-segments'

export interface StepwiseResolution {
  resolution: Resolution
  steps: ResolutionSteps
  waitMs: number
  reached: ReachedResolution
}

/**
 * Runs SQL that does not fit one transaction, segment by segment, and writes the ledger at the end, when the schema is
 * the proven one. What stops half-way leaves the ledger as it was: looking again offers what is left. Prisma's lock is
 * given back while it runs, as in a deploy, and the ledger is compared once more when it was taken again. Null: done.
 */
export async function resolveStepwise(run: Applying, given: StepwiseResolution): Promise<Failure | null> {
  const { resolution, steps, reached } = given
  const { work } = resolution
  if (!work || steps.work === null) return null
  const { session, policy, home, journal } = run
  const { statements, segments } = work
  const script: SegmentWork = { name: resolution.title, statements, segments, positions: steps.statements }
  const ran: ReachedSegments = { done: [], current: null }
  await journal.start(steps.work)
  const started = run.clock.now().getTime()
  try {
    await resetSession(session, policy, home)
    await release(session, PRISMA_LOCK_KEY)
    await runSegments(run, script, ran)
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE')
  } catch (error) {
    if (error instanceof ConnectionLostError) throw error
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    if (session.inTransaction) await rollBack(session)
    const known =
      error instanceof StatementRefused || error instanceof StopAsked || error instanceof DatabaseError
    if (!known) throw error
    const { nothing, failure } = await halfWay(run, script, ran, error)
    reached.database = nothing ? 'nothing' : 'part'
    return fails(run, steps.work, failure)
  }
  reached.database = 'part'
  const moved = await refuseMoved(run, given)
  if (moved) return fails(run, steps.work, moved)
  await journal.finish(steps.work, 'done', { durationMs: run.clock.now().getTime() - started })
  if (steps.ledger === null) return null
  return inOneTransaction(run, {
    statements: [],
    steps: { work: steps.ledger, statements: [], ledger: null },
    source: 'Ledger',
    writeLedger: () => writeLedger(session, run.ledger, resolution.ledger),
    check: async () => {},
  })
}

async function fails({ journal }: Applying, position: number, failure: Failure): Promise<Failure> {
  const { database } = failure.meta
  await journal.finish(position, 'failed', { notes: [failure.why], ...(database && { error: database }) })
  return failure
}

/** The ledger is still the one that it was worked out on, and the schema is now the proven one. */
async function refuseMoved(
  run: Applying,
  { resolution, waitMs }: StepwiseResolution,
): Promise<Failure | null> {
  const kept = await keepLocks(run.session, { ...run, waitMs })
  if (!kept.ok) return kept.failure
  const { rows } = await readLedger(run.session, run.ledger.schema)
  if (ledgerStateFingerprint(rows) !== resolution.base.ledger)
    return fail('stepwise_failed', 'All statements ran, but meanwhile the ledger was changed.').failure
  const live = catalogFingerprint(await run.database.catalog(run.session))
  if (live === resolution.after) return null
  return fail('stepwise_failed', 'All statements ran, but the schema is not the one that was proven.').failure
}
