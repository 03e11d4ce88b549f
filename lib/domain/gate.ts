/** One thing that stands between a deploy request and its deploy, with what would remove it. */
export interface Blocker {
  code:
    | 'closed'
    | 'run_in_progress'
    | 'plan_outdated'
    | 'history_needs_attention'
    | 'approval_missing'
    | 'changes_requested'
    | 'snapshot_missing'
    | 'rehearsal_missing'
    | 'rehearsal_failed'
    | 'will_fail'
    | 'finding_stands'
    | 'evidence_changed'
    | 'environment_unreachable'
    | 'pooler'
  what: string
  why: string
  /** Who or what removes it, in words. */
  cure: string
  /** Ids of the findings that it is about. */
  findings?: string[]
}

/** What is said of a closed gate in one line. */
export function blockersWords(blockers: readonly Blocker[]): string {
  return blockers.map(({ what, why }) => `${what} ${why}`.trim()).join(' · ')
}

export interface Gate {
  open: boolean
  blockers: Blocker[]
  /** What is satisfied already, in words, for the checklist: "1 of 1 approvals: Rui Reviewer". */
  satisfied: string[]
  /** The deploy will take a snapshot first, since none is young enough. */
  takesSnapshot: boolean
}
