import { DatabaseError } from '../databases/database'
import { type Failure, FailureError, fail } from '../domain/failure'
import type { Applying } from './applying'
import { type InvalidIndex, invalidIndexes } from './invalid-objects'
import { isLockFailure } from './retry'
import { crowdFailure, describeError, stopped, wasStopped } from './run-failure'
import { StatementRefused, StopAsked } from './run-statement'
import { isScript, namesIndex } from './stepwise-place'
import type { ReachedSegments, SegmentWork } from './stepwise-segments'
import { counted } from './stepwise-words'
import { behindWords } from './watcher'

/** What is there of a script that stopped between two of its segments, or within one. */
export interface HalfWay {
  /** None of it: as if it had never begun. */
  nothing: boolean
  failure: Failure
}

/** "Statements 1-3 done, 4 failed (invalid index left: drop it), 5-6 not run." Numbers are 1-based. */
export async function halfWay(
  run: Applying,
  work: SegmentWork,
  reached: ReachedSegments,
  error: unknown,
): Promise<HalfWay> {
  const { done, current } = reached
  const all = work.segments.flatMap((segment) => segment.statements)
  const invalid = (await invalidIndexes(run.session)).filter((index) =>
    current?.statements.some((at) => namesIndex(work.statements[at]?.text ?? '', index.name)),
  )
  const refused = error instanceof StatementRefused ? error.statement.index : null
  const notRun = all.filter((index) => !done.includes(index) && index !== refused)
  const parts = [
    done.length > 0 && `${counted(done)} done`,
    refused !== null && `statement ${refused + 1} failed${invalid.map(leftWords).join('')}`,
    notRun.length > 0 && `${counted(notRun)} not run`,
  ].filter(Boolean)
  const why = `${work.name}: ${parts.join(', ')}. ${reasonOf(run, error)}`
  const nothing = done.length === 0 && invalid.length === 0 && leavesNothing(work, reached, error)
  return { nothing, failure: failureFor(run, work, why, nothing, error) }
}

function leftWords({ qualified }: InvalidIndex): string {
  return ` (invalid index ${qualified} left: drop it)`
}

/** What failed in a transaction left nothing, and so did a statement by itself, unless it is one that commits within. */
function leavesNothing(
  { statements, from = 0 }: SegmentWork,
  { current }: ReachedSegments,
  error: unknown,
): boolean {
  if (!current) return from === 0
  if (current.transaction) return true
  if (error instanceof StopAsked) return true
  return error instanceof StatementRefused && !current.statements.some((at) => isScript(statements[at]))
}

function failureFor(
  run: Applying,
  work: SegmentWork,
  why: string,
  nothing: boolean,
  error: unknown,
): Failure {
  if (error instanceof FailureError && nothing) return error.failure
  const database =
    error instanceof StatementRefused ? error.database : error instanceof DatabaseError ? error : null
  const holders = error instanceof StatementRefused ? error.holders : []
  const meta = { ...(database && { database: database.info }), ...(holders.length > 0 && { holders }) }
  if (wasStopped(run, error)) return nothing ? stopped(run) : fail('run_cancelled', why, meta).failure
  if (!nothing) return fail('stepwise_failed', why, meta).failure
  if (error instanceof StatementRefused && error.crowd) return crowdFailure(work.name, error.crowd)
  const locked = database !== null && isLockFailure(database)
  return fail(locked ? 'lock_timeout' : 'statement_failed', why, meta).failure
}

function reasonOf(run: Applying, error: unknown): string {
  if (wasStopped(run, error)) return stopped(run).why
  if (error instanceof FailureError) return `${error.failure.what} ${error.failure.why}`
  if (error instanceof StatementRefused && error.crowd)
    return `It made way: ${behindWords(error.crowd)}. That is more than the policy allows.`
  if (error instanceof StatementRefused) return describeError(error.database.info)
  if (error instanceof DatabaseError) return describeError(error.info)
  return error instanceof Error && !(error instanceof StopAsked) ? error.message : ''
}
