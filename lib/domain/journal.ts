import type { Outcome } from './outcome'
import type { RunState, StepDetail, StepKind, StepState } from './run'
import type { RunEffect } from './run-transition'

export interface StepIntent {
  position: number
  kind: StepKind
  title: string
  parent?: number
  detail?: StepDetail
}

/** A change of one step's state, for writing several at once. */
export interface StepChange {
  position: number
  state: Exclude<StepState, 'pending'>
  detail?: StepDetail
}

/**
 * Where an executor writes what it is about to do and what came of it. Every call is durable when it resolves.
 * A step is written as intent before the act and as outcome after it; an intent without an outcome is what recovery probes.
 * Throws `LeaseLostError` when this runner no longer holds the run.
 */
export interface Journal {
  readonly runId: string
  /** Announces steps, so that the page can show what will come. Existing positions keep their state. */
  announce(steps: StepIntent[]): Promise<void>
  start(position: number, detail?: StepDetail): Promise<void>
  /** Merges `detail` into what is there. */
  note(position: number, detail: StepDetail): Promise<void>
  finish(
    position: number,
    state: Exclude<StepState, 'pending' | 'running'>,
    detail?: StepDetail,
  ): Promise<void>
  /** Several starts and finishes in one write. */
  record(changes: StepChange[]): Promise<void>
  log(level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): Promise<void>
  /** Records which backend on the target executes the run. */
  backend(pid: number, backendStart: string): Promise<void>
  cancelAsked(): Promise<boolean>
  /** Ends the run. `effect`: how much of it is on the target; the deploy request's state follows from it. */
  end(state: Exclude<RunState, 'queued' | 'running'>, outcome: Outcome, effect: RunEffect): Promise<void>
}

export class LeaseLostError extends Error {
  constructor(runId: string) {
    super(`Another runner took over run ${runId}.`)
    this.name = 'LeaseLostError'
  }
}
