import type { Journal, StepIntent } from '../../domain/journal'
import type { Outcome } from '../../domain/outcome'
import type { RunState } from '../../domain/run'
import type { RunEffect } from '../../domain/run-transition'

export interface NestedJournal extends Journal {
  /** How what was nested ended; the run itself goes on. */
  readonly ended: {
    state: Exclude<RunState, 'queued' | 'running'>
    outcome: Outcome
    effect: RunEffect
  } | null
  /** Its steps, by its own positions. */
  readonly intents: readonly StepIntent[]
  /** The first position that it does not use. */
  readonly next: number
}

/**
 * A run within a run: its steps come after those that are there, from `offset` on, and its end ends nothing. `named` is
 * told of each step.
 */
export function nestJournal(
  parent: Journal,
  offset: number,
  words: { step: string; log: string },
  named: (intent: StepIntent) => void,
): NestedJournal {
  const intents: StepIntent[] = []
  let ended: NestedJournal['ended'] = null
  return {
    runId: parent.runId,
    get ended() {
      return ended
    },
    get intents() {
      return intents
    },
    get next() {
      return offset + Math.max(0, ...intents.map(({ position }) => position + 1))
    },
    async announce(steps) {
      intents.push(...steps)
      steps.forEach(named)
      await parent.announce(
        steps.map(({ parent: within, ...step }) => ({
          ...step,
          position: step.position + offset,
          title: within === undefined ? `${words.step}${step.title}` : step.title,
          ...(within !== undefined && { parent: within + offset }),
        })),
      )
    },
    start: (position, detail) => parent.start(position + offset, detail),
    note: (position, detail) => parent.note(position + offset, detail),
    finish: (position, state, detail) => parent.finish(position + offset, state, detail),
    record: (changes) =>
      parent.record(changes.map((change) => ({ ...change, position: change.position + offset }))),
    log: (level, message, detail) => parent.log(level, `${words.log}${message}`, detail),
    // Recovery drops the copy, which ends whoever is in it.
    backend: async () => {},
    cancelAsked: () => parent.cancelAsked(),
    async end(state, outcome, effect) {
      ended = { state, outcome, effect }
    },
  }
}
