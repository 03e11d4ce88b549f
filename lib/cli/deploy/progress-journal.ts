import type { Journal } from '../../domain/journal'
import type { StepKind, StepState } from '../../domain/run'
import type { Progress } from '../progress'

/** The same journal, which also draws how far the run is: by statements, since those take the time. */
export function progressJournal(journal: Journal, progress: Progress): Journal {
  const steps = new Map<number, { kind: StepKind; title: string; state: StepState }>()
  let current = ''
  const change = (position: number, state: StepState) => {
    const step = steps.get(position)
    if (!step) return
    step.state = state
    if (state === 'running' && step.kind !== 'statement') current = step.title
  }
  const draw = () => {
    const all = [...steps.values()].filter(({ kind }) => kind === 'statement')
    const done = all.filter(({ state }) => state === 'done').length
    progress.show(done, all.length > 0 ? all.length : null, current)
  }
  return {
    ...bound(journal),
    async announce(intents) {
      for (const { position, kind, title } of intents) {
        if (!steps.has(position)) steps.set(position, { kind, title, state: 'pending' })
      }
      await journal.announce(intents)
    },
    async start(position, detail) {
      change(position, 'running')
      draw()
      await journal.start(position, detail)
    },
    async finish(position, state, detail) {
      change(position, state)
      draw()
      await journal.finish(position, state, detail)
    },
    async record(changes) {
      for (const { position, state } of changes) change(position, state)
      draw()
      await journal.record(changes)
    },
    async log(level, message, detail) {
      if (level !== 'info') progress.clear()
      await journal.log(level, message, detail)
    },
    async end(state, outcome, effect) {
      progress.clear()
      await journal.end(state, outcome, effect)
    },
  }
}

/** A journal may be an object of a class, whose methods a spread would lose. */
function bound(journal: Journal): Journal {
  return {
    runId: journal.runId,
    announce: (steps) => journal.announce(steps),
    start: (position, detail) => journal.start(position, detail),
    note: (position, detail) => journal.note(position, detail),
    finish: (position, state, detail) => journal.finish(position, state, detail),
    record: (changes) => journal.record(changes),
    log: (level, message, detail) => journal.log(level, message, detail),
    backend: (pid, start) => journal.backend(pid, start),
    cancelAsked: () => journal.cancelAsked(),
    end: (state, outcome, effect) => journal.end(state, outcome, effect),
  }
}
