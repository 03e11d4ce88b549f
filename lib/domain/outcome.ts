import type { Failure } from './failure'

/** What every ended act says, on screens and in terminals alike. */
export interface Outcome {
  ok: boolean
  /** What happened, in one sentence. */
  what: string
  /** What comes next. */
  next: string
  /** How to take it back; null when there is nothing to take back. */
  undo: string | null
  failure?: Failure
}
