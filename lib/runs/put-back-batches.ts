import type { PutBackProgress } from '../databases/kept-data'
import { type Failure, FailureError } from '../domain/failure'
import { commit } from './commit'
import { resetSession } from './guards'
import type { PutBackPart } from './kept-copies'
import { attended, type PuttingBack, putBackNotes, putBackTitle } from './put-back-act'
import { pauseBefore } from './retry'
import { rollBack } from './roll-back'
import { isTriedAgain, setbackWords, stopped } from './run-failure'

/**
 * Puts one copy back in as many transactions as it needs, each with how far it came beside it in the register. `over`
 * is called in the last of them. Null: all of it is back.
 * @throws ConnectionLostError, LeaseLostError
 */
export async function putBackInBatches(
  at: PuttingBack,
  part: PutBackPart,
  position: number,
  batchRows: number,
  over: (progress: PutBackProgress) => Promise<void>,
): Promise<Failure | null> {
  const { run } = at
  const { journal, clock, policy, session, home } = run
  await journal.start(position)
  const started = clock.now().getTime()
  for (let attempt = 1; ; ) {
    if (run.watcher.stopping.aborted) return stop(at, position, stopped(run))
    run.watcher.relieved()
    await resetSession(session, policy, home)
    const batch = await oneBatch(at, part, position, batchRows, over)
    if ('progress' in batch) {
      const { done, of, rows } = batch.progress
      const progress = { done, of, unit: 'rows' }
      if (!batch.progress.over) {
        await journal.note(position, { progress, rows })
        attempt = 1
        continue
      }
      const durationMs = clock.now().getTime() - started
      await journal.finish(position, 'done', {
        progress,
        rows,
        durationMs,
        notes: putBackNotes(at, part, rows),
      })
      return null
    }
    if (!isTriedAgain(batch.failure) || attempt > policy.lockRetries) return stop(at, position, batch.failure)
    const { holders = [], blocked = [] } = batch.failure.meta
    const told = `Attempt ${attempt} ${setbackWords(batch.failure)}. ${batch.failure.why}`
    await journal.log('warn', told, { attempt, holders, blocked })
    await clock.sleep(pauseBefore(attempt), run.watcher.stopping).catch(() => {})
    attempt++
  }
}

async function oneBatch(
  { run, changedSince }: PuttingBack,
  part: PutBackPart,
  position: number,
  atMost: number,
  over: (progress: PutBackProgress) => Promise<void>,
): Promise<{ progress: PutBackProgress } | { failure: Failure }> {
  const { session, database } = run
  try {
    const progress = await attended(run, position, putBackTitle(part), async () => {
      await session.script('BEGIN')
      const made = await database.kept.putBackNext(session, part.copy, part.step, { changedSince, atMost })
      if (made.over) await over(made)
      await commit(session, putBackTitle(part))
      return made
    })
    return { progress }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    await rollBack(session)
    return { failure: error.failure }
  }
}

async function stop({ run }: PuttingBack, position: number, failure: Failure): Promise<Failure> {
  const { database } = failure.meta
  await run.journal.finish(position, 'failed', {
    notes: [failure.why, 'What was put back until then is committed; a further rollback goes on there.'],
    ...(database && { error: database }),
  })
  return failure
}
