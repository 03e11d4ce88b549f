import type { Journal, StepIntent } from '../../domain/journal'
import type { Outcome } from '../../domain/outcome'
import type { RunState, StepDetail, StepState } from '../../domain/run'
import type { RunEffect } from '../../domain/run-transition'

export interface MemoryJournal extends Journal {
  steps: (StepIntent & { state: StepState; detail: StepDetail })[]
  lines: { level: string; message: string; detail?: Record<string, unknown> }[]
  ended: { state: RunState; outcome: Outcome; effect: RunEffect } | null
  cancel: boolean
  /** Called before each start, so that a test can act at that moment. */
  onStart: (position: number) => Promise<void> | void
}

/** A journal for tests of the executors: the same contract, kept in memory. */
export function memoryJournal(runId: string): MemoryJournal {
  const at = (position: number) => {
    const there = journal.steps[position]
    const step =
      there?.position === position
        ? there
        : journal.steps.find((candidate) => candidate.position === position)
    if (!step) throw new Error(`No step ${position}.`)
    return step
  }
  const change = (position: number, state: StepState | null, detail: StepDetail = {}) => {
    const step = at(position)
    if (state) step.state = state
    step.detail = { ...step.detail, ...detail }
  }
  const journal: MemoryJournal = {
    runId,
    steps: [],
    lines: [],
    ended: null,
    cancel: false,
    onStart: () => {},
    async announce(steps) {
      for (const step of steps) journal.steps.push({ ...step, state: 'pending', detail: { ...step.detail } })
    },
    async start(position, detail) {
      await journal.onStart(position)
      change(position, 'running', detail)
    },
    note: async (position, detail) => change(position, null, detail),
    finish: async (position, state, detail) => change(position, state, detail),
    async record(changes) {
      for (const { position, state, detail } of changes) {
        if (state === 'running') await journal.onStart(position)
        change(position, state, detail)
      }
    },
    async log(level, message, detail) {
      journal.lines.push({ level, message, ...(detail && { detail }) })
    },
    backend: async () => {},
    cancelAsked: async () => journal.cancel,
    async end(state, outcome, effect) {
      if (journal.ended) throw new Error('ended twice')
      journal.ended = { state, outcome, effect }
    },
  }
  return journal
}
