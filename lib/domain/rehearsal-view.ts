import type { Act } from './act'
import type { Rehearsal } from './rehearsal'

/** The newest rehearsal of the plan on the page, and what another one would do. */
export interface RehearsalView {
  /** Null: this plan was never rehearsed. */
  newest: { runId: string | null; result: Rehearsal } | null
  /** The snapshot that it would begin from; null: one is taken and verified first. */
  from: { takenAt: string; method: string; bytes: number } | null
  demanded: boolean
  act: Act
}
