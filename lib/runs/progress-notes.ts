import type { Journal } from '../domain/journal'
import type { Progress } from '../snapshots/method'

const writeEveryMs = 300

/** Brings a long work's progress onto a step, at most a few times a second. `settle` before the step is finished. */
export function progressNotes(
  journal: Journal,
  position: number,
): { progress: Progress; settle(): Promise<void> } {
  let writing: Promise<void> = Promise.resolve()
  let last = 0
  const progress: Progress = (done, of, unit, note) => {
    const now = Date.now()
    if (!note && now - last < writeEveryMs && done !== of) return
    last = now
    const detail = { progress: { done, of, unit }, ...(note && { notes: [note] }) }
    // Beside the work: a note that is lost is no reason to fail it.
    writing = writing.then(() => journal.note(position, detail)).catch(() => {})
  }
  return { progress, settle: () => writing }
}
