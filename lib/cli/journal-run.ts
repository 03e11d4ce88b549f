import type { Identity } from '../databases/database'
import type { StepChange, StepIntent } from '../domain/journal'
import type { TerminalMark } from '../domain/mark'
import type { Outcome } from '../domain/outcome'
import type { RunState, StepDetail } from '../domain/run'
import type { RunEffect } from '../domain/run-transition'
import type { StoppedWork } from '../runs/recover'
import type { StepRecord } from '../runs/tracked-journal'

/** What a run's file begins with: enough to find out, after a crash, what it did. Never a connection string. */
export interface RunHead {
  format: 1
  runId: string
  kind: TerminalMark['kind']
  /** ISO 8601. */
  startedAt: string
  /** `user@host`. */
  who: string
  migrations: string[]
  /** The reason given for passing the gate. */
  bypass: string | null
  database: Pick<Identity, 'systemIdentifier' | 'databaseOid'> & { label: string }
  process: RunProcess
  work: StoppedWork
}

export interface RunProcess {
  host: string
  pid: number
  /** As the system tells it, where it does: a pid alone may be another process by now. */
  startedAt: string | null
}

/** A line after the head. */
export type RunLine = { at: string } & (
  | { event: 'announce'; steps: StepIntent[] }
  | { event: 'change'; changes: StepChange[] }
  | { event: 'note'; position: number; detail: StepDetail }
  | { event: 'log'; level: 'info' | 'warn' | 'error'; message: string; detail?: Record<string, unknown> }
  | { event: 'backend'; pid: number; startedAt: string }
  | { event: 'end'; state: Exclude<RunState, 'queued' | 'running'>; outcome: Outcome; effect: RunEffect }
)

/** A run as its file tells it. */
export interface RecordedRun {
  head: RunHead
  steps: StepRecord[]
  backend: { pid: number; startedAt: string } | null
  end: { at: string; state: RunState; outcome: Outcome; effect: RunEffect } | null
}

/** Null where the text is none of a run. A last line that a crash cut off counts as not written. */
export function parseRun(text: string): RecordedRun | null {
  const [first, ...rest] = text.split('\n').flatMap((line) => parsed(line) ?? [])
  if (!isHead(first)) return null
  const run: RecordedRun = { head: first, steps: [], backend: null, end: null }
  const steps = new Map<number, StepRecord>()
  for (const line of rest as RunLine[]) take(run, steps, line)
  return { ...run, steps: [...steps.values()] }
}

function take(run: RecordedRun, steps: Map<number, StepRecord>, line: RunLine): void {
  switch (line.event) {
    case 'announce':
      for (const { position, kind, parent, detail } of line.steps) {
        if (steps.has(position)) continue
        steps.set(position, {
          position,
          kind,
          parent: parent ?? null,
          state: 'pending',
          detail: { ...detail },
        })
      }
      return
    case 'change':
      for (const { position, state, detail } of line.changes) {
        const step = steps.get(position)
        if (step) steps.set(position, { ...step, state, detail: { ...step.detail, ...detail } })
      }
      return
    case 'note': {
      const step = steps.get(line.position)
      if (step) steps.set(line.position, { ...step, detail: { ...step.detail, ...line.detail } })
      return
    }
    case 'backend':
      run.backend = { pid: line.pid, startedAt: line.startedAt }
      return
    case 'end':
      run.end = { at: line.at, state: line.state, outcome: line.outcome, effect: line.effect }
  }
}

function parsed(line: string): unknown {
  if (line === '') return undefined
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isHead(value: unknown): value is RunHead {
  const head = value as Partial<RunHead> | undefined
  return head?.format === 1 && typeof head.runId === 'string' && head.work !== undefined
}
