import type { Journal, StepIntent } from '../../domain/journal'
import type { StepDetail } from '../../domain/run'

/** The same journal, which also sums up how long the steps took that `counts` picks. */
export function timedJournal<J extends Journal>(
  journal: J,
  counts: (step: StepIntent) => boolean,
): Journal & { sumMs(): number } {
  const times = new Map<number, number>()
  const counted = new Set<number>()
  const take = (position: number, detail: StepDetail | undefined) => {
    if (counted.has(position) && detail?.durationMs !== undefined) times.set(position, detail.durationMs)
  }
  return {
    runId: journal.runId,
    sumMs: () => [...times.values()].reduce((sum, ms) => sum + ms, 0),
    async announce(steps) {
      for (const step of steps) if (counts(step)) counted.add(step.position)
      await journal.announce(steps)
    },
    start: (position, detail) => journal.start(position, detail),
    note: (position, detail) => journal.note(position, detail),
    async finish(position, state, detail) {
      take(position, detail)
      await journal.finish(position, state, detail)
    },
    async record(changes) {
      for (const { position, detail } of changes) take(position, detail)
      await journal.record(changes)
    },
    log: (level, message, detail) => journal.log(level, message, detail),
    backend: (pid, start) => journal.backend(pid, start),
    cancelAsked: () => journal.cancelAsked(),
    end: (state, outcome, effect) => journal.end(state, outcome, effect),
  }
}
