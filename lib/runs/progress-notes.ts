import type { Journal } from '../domain/journal'
import type { StepDetail } from '../domain/run'
import type { Progress } from '../snapshots/method'

const writeEveryMs = 300

interface Amount {
  done: number
  of: number | null
}

/**
 * Brings a long work's progress onto a step, at most a few times a second: tables and bytes side by side, where a
 * phase tells both. `settle` before the step is finished.
 */
export function progressNotes(
  journal: Pick<Journal, 'note'>,
  position: number,
): { progress: Progress; settle(): Promise<void> } {
  let writing: Promise<void> = Promise.resolve()
  let last = 0
  let known: { tables?: Amount; bytes?: Amount } = {}
  const progress: Progress = (done, of, unit, note) => {
    const before = known[unit]
    // What begins again is another phase: what was counted in the one before is over.
    if (before && (done < before.done || of !== before.of)) known = {}
    known[unit] = { done, of }
    const now = Date.now()
    if (!note && now - last < writeEveryMs && done !== of) return
    last = now
    const detail = { progress: inBoth(known), ...(note && { notes: [note] }) }
    // Beside the work: a note that is lost is no reason to fail it.
    writing = writing.then(() => journal.note(position, detail)).catch(() => {})
  }
  return { progress, settle: () => writing }
}

function inBoth({ tables, bytes }: { tables?: Amount; bytes?: Amount }): NonNullable<StepDetail['progress']> {
  if (tables) return { ...tables, unit: 'tables', ...(bytes && { bytes }) }
  return { ...(bytes ?? { done: 0, of: null }), unit: 'bytes' }
}
