import { DatabaseError } from '../databases/database'
import { type Failure, fail } from '../domain/failure'
import type { Segment } from '../domain/plan'
import type { Statement } from '../domain/statement'
import type { Applying } from './applying'
import { describeHolders } from './holder-words'
import { type InvalidIndex, invalidIndexes, newlyInvalid } from './invalid-objects'
import { isLockFailure, pauseBefore } from './retry'
import { rollBack } from './roll-back'
import { describeError, refusalDetail, stopped, wasStopped } from './run-failure'
import { runStatement, StatementRefused, StopAsked } from './run-statement'

/** A script that does not fit one transaction: its segments commit one by one. */
export interface SegmentWork {
  name: string
  statements: Statement[]
  segments: Segment[]
  /** Position of each statement's step; -1: it is not executed. */
  positions: number[]
}

/** How far it came; kept up to date while the segments run. */
export interface ReachedSegments {
  done: number[]
  current: Segment | null
}

/**
 * Runs segment by segment, each with its outcome in the journal once it committed.
 * @throws StatementRefused, StopAsked, ConnectionLostError, LeaseLostError
 */
export async function runSegments(run: Applying, work: SegmentWork, reached: ReachedSegments): Promise<void> {
  for (const segment of work.segments) {
    reached.current = segment
    await runSegment(run, work, segment)
    reached.done.push(...segment.statements)
  }
}

async function runSegment(run: Applying, work: SegmentWork, segment: Segment): Promise<void> {
  const before = segment.transaction ? [] : await invalidIndexes(run.session)
  let last: StatementRefused | null = null
  for (let attempt = 1; ; attempt++) {
    try {
      // Its lock may still be missing: then this attempt ends before the build could begin again.
      if (last && !segment.transaction && !(await dropUnfinished(run, before, last.statement))) throw last
      await attemptSegment(run, work, segment, attempt)
      return
    } catch (error) {
      if (!(error instanceof StatementRefused)) throw error
      last = error
      if (segment.transaction) await takeSegmentBack(run, work, segment, error.statement)
      if (!isLockFailure(error.database) || attempt > run.policy.lockRetries) {
        if (!segment.transaction) await dropUnfinished(run, before, error.statement)
        await run.journal.finish(work.positions[error.statement.index] ?? -1, 'failed', refusalDetail(error))
        throw error
      }
      const inTheWay = describeHolders(error.holders)
      await run.journal.log('warn', `Attempt ${attempt} did not get its lock. In the way: ${inTheWay}.`)
      await run.clock.sleep(pauseBefore(attempt), run.watcher.stopping).catch(() => {
        throw new StopAsked()
      })
    }
  }
}

async function takeSegmentBack(
  run: Applying,
  work: SegmentWork,
  segment: Segment,
  failed: Statement,
): Promise<void> {
  await rollBack(run.session)
  const ran = segment.statements.slice(0, segment.statements.indexOf(failed.index))
  const positions = ran.map((index) => work.positions[index] ?? -1).filter((at) => at >= 0)
  await run.journal.record(positions.map((position) => ({ position, state: 'skipped' })))
}

async function attemptSegment(
  run: Applying,
  work: SegmentWork,
  segment: Segment,
  attempt: number,
): Promise<void> {
  const { session, journal } = run
  if (segment.transaction) await session.script('BEGIN')
  for (const index of segment.statements) {
    const statement = work.statements[index]
    const position = work.positions[index]
    if (!statement || position === undefined || position < 0) continue
    await journal.start(position, attempt > 1 ? { attempt } : {})
    const detail = await runStatement(run, statement, position)
    // Inside a transaction an outcome only counts once that committed.
    if (!segment.transaction) await journal.finish(position, 'done', detail)
    else await journal.note(position, detail)
  }
  if (!segment.transaction) return
  await session.script('COMMIT')
  const positions = segment.statements.map((index) => work.positions[index] ?? -1).filter((at) => at >= 0)
  await journal.record(positions.map((position) => ({ position, state: 'done' })))
}

/**
 * A concurrent build that was stopped leaves an INVALID index under its name, and the next attempt needs that name.
 * False: one is there and could not be dropped.
 */
async function dropUnfinished(run: Applying, before: InvalidIndex[], statement: Statement): Promise<boolean> {
  if (!/^\s*create\s/i.test(statement.text)) return true
  const left = newlyInvalid(before, await invalidIndexes(run.session))
  // Somebody else may be building one at this moment: only the name that the statement gives is ours.
  for (const index of left.filter(({ name }) => namesIndex(statement.text, name))) {
    try {
      await run.session.script(`DROP INDEX CONCURRENTLY IF EXISTS ${index.qualified}`)
      await run.journal.log('warn', `The stopped build left ${index.qualified} invalid; it was dropped.`)
    } catch (error) {
      if (!(error instanceof DatabaseError) || run.session.closed) throw error
      await run.journal.log(
        'warn',
        `${index.qualified} is invalid and could not be dropped: ${error.message}`,
      )
      return false
    }
  }
  return true
}

function namesIndex(text: string, name: string): boolean {
  const head = text.slice(0, text.search(/\bon\b/i) >>> 0)
  return head.toLowerCase().includes(name.toLowerCase())
}

/** "Statements 1-3 done, 4 failed (invalid index left: drop it), 5-6 not run." Numbers are 1-based. */
export async function halfWayWords(
  run: Applying,
  work: SegmentWork,
  { done, current }: ReachedSegments,
  error: unknown,
): Promise<{ invalid: InvalidIndex[]; failure: Failure }> {
  const all = work.segments.flatMap((segment) => segment.statements)
  const invalid = newlyInvalid([], await invalidIndexes(run.session)).filter((index) =>
    current?.statements.some((at) => namesIndex(work.statements[at]?.text ?? '', index.name)),
  )
  const refused = error instanceof StatementRefused ? error.statement.index : null
  const notRun = all.filter((index) => !done.includes(index) && index !== refused)
  const parts = [
    done.length > 0 && `${counted(done)} done`,
    refused !== null &&
      `statement ${refused + 1} failed${invalid.map((index) => ` (invalid index ${index.qualified} left: drop it)`).join('')}`,
    notRun.length > 0 && `${counted(notRun)} not run`,
  ].filter(Boolean)
  const why = `${work.name}: ${parts.join(', ')}. ${reasonOf(run, error)}`
  return { invalid, failure: failureFor(run, why, done, error) }
}

function failureFor(run: Applying, why: string, done: number[], error: unknown): Failure {
  const database =
    error instanceof StatementRefused ? error.database : error instanceof DatabaseError ? error : null
  const meta = { ...(database && { database: database.info }) }
  if (wasStopped(run, error) && done.length === 0) return stopped(run)
  if (wasStopped(run, error)) return fail('run_cancelled', why, meta).failure
  if (database && isLockFailure(database) && done.length === 0) return fail('lock_timeout', why, meta).failure
  return fail(done.length === 0 ? 'statement_failed' : 'stepwise_failed', why, meta).failure
}

function reasonOf(run: Applying, error: unknown): string {
  if (wasStopped(run, error)) return stopped(run).why
  if (error instanceof StatementRefused) return describeError(error.database.info)
  return error instanceof DatabaseError ? describeError(error.info) : ''
}

/** `statements 1-3, 5` of indices from 0. */
function counted(indices: number[]): string {
  const numbers = indices.map((index) => index + 1).sort((a, b) => a - b)
  const ranges: string[] = []
  for (let at = 0; at < numbers.length; ) {
    let end = at
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++
    ranges.push(end > at ? `${numbers[at]}-${numbers[end]}` : `${numbers[at]}`)
    at = end + 1
  }
  return `${numbers.length > 1 ? 'statements' : 'statement'} ${ranges.join(', ')}`
}
