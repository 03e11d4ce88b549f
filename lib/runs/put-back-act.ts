import { DatabaseError } from '../databases/database'
import { countOf } from '../domain/count-words'
import { FailureError } from '../domain/failure'
import type { PutBackForecast } from '../domain/kept-data'
import { isOpaqueKey } from '../domain/opaque-key'
import type { StepDetail } from '../domain/run'
import type { Applying } from './applying'
import type { PutBackPart } from './kept-copies'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'
import { crowdFailure, isCancelled, refusalFailure, stopped, wasStopped } from './run-failure'

/** What the rows of the way back share. */
export interface PuttingBack {
  run: Applying
  changedSince: 'leave' | 'overwrite'
  forecasts: PutBackForecast[]
  /** Values written since the deploy, counted when the reverse began, by copy. */
  changed: Map<string, number>
}

/** Puts one copy back within the transaction that is open. Throws `FailureError`. */
export async function putBackAct(at: PuttingBack, part: PutBackPart, position: number): Promise<StepDetail> {
  const { run, changedSince } = at
  const { clock, database, session } = run
  const started = clock.now().getTime()
  const put = await attended(run, position, putBackTitle(part), () =>
    database.kept.putBack(session, part.copy, part.step, { changedSince }),
  )
  return { durationMs: clock.now().getTime() - started, rows: put, notes: putBackNotes(at, part, put) }
}

/** Watched, with refusals in the words of a run. */
export async function attended<T>(
  run: Applying,
  position: number,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  run.watcher.attend(position)
  try {
    const answer = await work()
    run.watcher.leave()
    return answer
  } catch (error) {
    const holders = run.watcher.leave()
    if (isConnectionLoss(error, run.session)) throw new ConnectionLostError(error)
    if (!(error instanceof DatabaseError)) throw error
    if (wasStopped(run, error)) throw new FailureError(stopped(run))
    const crowd = isCancelled(error) ? run.watcher.crowd : null
    throw new FailureError(crowd ? crowdFailure(what, crowd) : refusalFailure(what, error, holders))
  }
}

export function putBackTitle({ step }: PutBackPart): string {
  const { how, table, columns } = step
  if (how === 'values') return `Put back ${columns.map((column) => `${table}.${column}`).join(', ')}`
  return how === 'rows' ? `Put back the rows that are missing in ${table}` : `Put back the rows of ${table}`
}

/** What came back, and what did not: nothing of that goes without a word. */
export function putBackNotes(
  { changed, changedSince, forecasts }: PuttingBack,
  { copy, step }: PutBackPart,
  put: number,
): string[] {
  const seen = forecasts.find((each) => each.copy.id === copy.id)
  const written = changed.get(copy.id) ?? 0
  const words = step.how === 'values' ? 'value' : 'row'
  // A key may be a name or an e-mail address, and a run's log is read by all.
  const named = (all: string[], keys = all.filter(isOpaqueKey)) =>
    keys.length > 0 ? ` (${keys.join('; ')}${keys.length > 4 ? '…' : ''})` : ''
  const notes = [`${countOf(put, words)} of ${countOf(copy.rows, 'kept row')} put back.`]
  if (written > 0 && changedSince === 'leave')
    notes.push(
      `${countOf(written, 'row')} written since the deploy left as ${written === 1 ? 'it is' : 'they are'}${named(seen?.samples.changed ?? [])}.`,
    )
  if (written > 0 && changedSince === 'overwrite')
    notes.push(
      `${countOf(written, 'row')} written since the deploy overwritten, as it was asked for${named(seen?.samples.changed ?? [])}.`,
    )
  if (seen?.created)
    notes.push(
      `${countOf(seen.created, 'row')} created since the deploy ${seen.created === 1 ? 'has' : 'have'} no kept value${named(seen.samples.created)}.`,
    )
  if (seen?.deleted)
    notes.push(
      `${countOf(seen.deleted, 'row')} deleted since the deploy: what was kept of ${seen.deleted === 1 ? 'it' : 'them'} has no place${named(seen.samples.deleted)}.`,
    )
  const unplaced = copy.rows - put - written
  if (step.how !== 'values' && seen?.fits !== null && seen !== undefined && put < seen.fits)
    notes.push(`${countOf(seen.fits - put, 'row')} not put back: a row of now holds the same unique value.`)
  else if (seen?.why && unplaced > 0)
    notes.push(`${countOf(unplaced, 'kept row')} found no place. ${seen.why}`)
  return notes
}
