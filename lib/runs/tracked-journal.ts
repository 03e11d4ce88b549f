import type { Journal } from '../domain/journal'
import type { StepDetail, StepKind, StepState } from '../domain/run'

/** A step as far as it is known. */
export interface StepRecord {
  position: number
  kind: StepKind
  parent: number | null
  state: StepState
  detail: StepDetail
}

export interface TrackedJournal extends Journal {
  steps(): StepRecord[]
}

/** The same journal, which also remembers what was written: recovery within one process reads it from here. */
export function trackJournal(journal: Journal): TrackedJournal {
  const records = new Map<number, StepRecord>()
  const put = (position: number, state: StepState | null, detail: StepDetail = {}) => {
    const record = records.get(position)
    if (!record) return
    if (state) record.state = state
    record.detail = { ...record.detail, ...detail }
  }
  return {
    runId: journal.runId,
    steps: () => [...records.values()],
    async announce(steps) {
      for (const { position, kind, parent, detail } of steps) {
        if (records.has(position)) continue
        records.set(position, {
          position,
          kind,
          parent: parent ?? null,
          state: 'pending',
          detail: { ...detail },
        })
      }
      await journal.announce(steps)
    },
    async start(position, detail) {
      put(position, 'running', detail)
      await journal.start(position, detail)
    },
    async note(position, detail) {
      put(position, null, detail)
      await journal.note(position, detail)
    },
    async finish(position, state, detail) {
      put(position, state, detail)
      await journal.finish(position, state, detail)
    },
    async record(changes) {
      for (const { position, state, detail } of changes) put(position, state, detail)
      await journal.record(changes)
    },
    log: (level, message, detail) => journal.log(level, message, detail),
    backend: (pid, start) => journal.backend(pid, start),
    cancelAsked: () => journal.cancelAsked(),
    end: (state, outcome, effect) => journal.end(state, outcome, effect),
  }
}
