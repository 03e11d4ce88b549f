import { DatabaseError, type Session } from '../databases/database'
import { LeaseLostError } from '../domain/journal'
import type { Segment } from '../domain/plan'
import type { Statement } from '../domain/statement'
import type { Applying } from './applying'
import { type InvalidIndex, invalidIndexes, newlyInvalid } from './invalid-objects'
import { ConnectionLostError } from './ports'
import { isConnectionLoss, isLockFailure, pauseBefore } from './retry'
import { rollBack } from './roll-back'
import { refusalDetail, setbackWords, statementFailure } from './run-failure'
import { runStatement, StatementRefused, StopAsked } from './run-statement'
import { namesIndex } from './stepwise-place'

/** A script that does not fit one transaction: its segments commit one by one. */
export interface SegmentWork {
  name: string
  statements: Statement[]
  segments: Segment[]
  /** Position of each statement's step; -1: it is not executed. */
  positions: number[]
  /** As many segments are done already. */
  from?: number
  /** Commits, and counts one more segment as done where that can be asked later; left out, it only commits. */
  mark?: (done: number) => Promise<void>
  /** Copies aside what a segment destroys, in its transaction; what it resolves to is called once that committed. */
  keep?: (segment: number) => Promise<() => void>
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
  const { segments, from = 0 } = work
  reached.done = segments.slice(0, from).flatMap(({ statements }) => statements)
  for (const [index, segment] of segments.entries()) {
    if (index < from) continue
    reached.current = segment
    await runSegment(run, work, segment, index)
    reached.done.push(...segment.statements)
  }
}

async function runSegment(run: Applying, work: SegmentWork, segment: Segment, index: number): Promise<void> {
  const before = segment.transaction ? [] : await invalidIndexes(run.session)
  let last: StatementRefused | null = null
  for (let attempt = 1; ; attempt++) {
    try {
      // Its lock may still be missing: then this attempt ends before the build could begin again.
      if (last && !segment.transaction && !(await dropUnfinished(run, before, last.statement))) throw last
      await attemptSegment(run, work, segment, index, attempt)
      return
    } catch (error) {
      if (segment.transaction && !isConnectionLoss(error, run.session))
        await takeSegmentBack(run, work, segment, error)
      if (!(error instanceof StatementRefused)) throw error
      last = error
      const again = isLockFailure(error.database) || error.crowd !== null
      if (!again || attempt > run.policy.lockRetries) {
        if (!segment.transaction) await dropUnfinished(run, before, error.statement)
        await run.journal.finish(work.positions[error.statement.index] ?? -1, 'failed', refusalDetail(error))
        throw error
      }
      const failure = statementFailure(`${work.name}, line ${error.statement.line}`, error)
      const { holders = [], blocked = [] } = failure.meta
      const told = `Attempt ${attempt} ${setbackWords(failure)}. ${failure.why}`
      await run.journal.log('warn', told, { attempt, holders, blocked })
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
  error: unknown,
): Promise<void> {
  if (error instanceof ConnectionLostError || error instanceof LeaseLostError) return
  await rollBack(run.session)
  // Refused at its end, all of them ran; asked to stop, nobody counts.
  const refused = error instanceof StatementRefused ? segment.statements.indexOf(error.statement.index) : null
  const ran = segment.statements.slice(0, refused ?? segment.statements.length)
  const positions = ran.map((index) => work.positions[index] ?? -1).filter((at) => at >= 0)
  await run.journal.record(positions.map((position) => ({ position, state: 'skipped' })))
}

async function attemptSegment(
  run: Applying,
  work: SegmentWork,
  segment: Segment,
  index: number,
  attempt: number,
): Promise<void> {
  const { session, journal } = run
  const mark = work.mark ?? (() => commit(session))
  run.watcher.relieved()
  if (segment.transaction) await session.script('BEGIN')
  const kept = segment.transaction ? await work.keep?.(index) : undefined
  for (const at of segment.statements) {
    const statement = work.statements[at]
    const position = work.positions[at]
    if (!statement || position === undefined || position < 0) continue
    await journal.start(position, attempt > 1 ? { attempt } : {})
    const detail = await runStatement(run, statement, position)
    // Inside a transaction an outcome only counts once that committed.
    await journal.note(position, detail)
  }
  if (segment.transaction || work.mark) await mark(index + 1)
  kept?.()
  const positions = segment.statements.map((at) => work.positions[at] ?? -1).filter((at) => at >= 0)
  await journal.record(positions.map((position) => ({ position, state: 'done' })))
}

async function commit(session: Session): Promise<void> {
  await session.script('COMMIT')
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
