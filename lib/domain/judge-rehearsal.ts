import type { Blocker } from './gate'
import type { Policy } from './policy'
import type { Rehearsal } from './rehearsal'

/** What the gate knows of the newest rehearsal of a plan. */
export interface RehearsalFact {
  verdict: Rehearsal['verdict']
  /** Why it failed, where it did. */
  failure: string | null
  at: Date
  rows: number
}

/**
 * A policy that demands a rehearsal demands that the deploy goes through on a copy; what the ways back were seen to lose
 * is shown, and is for the reviewers to judge.
 */
export function judgeRehearsal({
  policy,
  rehearsal,
  now,
}: {
  policy: Pick<Policy, 'rehearsal'>
  rehearsal: RehearsalFact | null
  now: Date
}): { blockers: Blocker[]; satisfied: string[] } {
  if (rehearsal && rehearsal.verdict !== 'failed') return { blockers: [], satisfied: [words(rehearsal, now)] }
  if (policy.rehearsal !== 'required') return { blockers: [], satisfied: [] }
  const blocker: Blocker = rehearsal
    ? {
        code: 'rehearsal_failed',
        what: 'The deploy failed when it was rehearsed.',
        why: rehearsal.failure ?? 'Its run says why.',
        cure: 'Change the migration, or the rows that it fails on, and rehearse again.',
      }
    : {
        code: 'rehearsal_missing',
        what: 'This plan was not rehearsed.',
        why: 'The policy wants the deploy to go through on a copy of the data first; a rehearsal of another plan does not count.',
        cure: 'Rehearse it: the button is below, and the live database is not touched.',
      }
  return { blockers: [blocker], satisfied: [] }
}

const backWords: Record<Rehearsal['verdict'], string> = {
  proven: 'a way back gave back every row',
  lossy: 'every way back lost something',
  one_way: 'no way back ran through',
  failed: '',
}

function words({ verdict, at, rows }: RehearsalFact, now: Date): string {
  return `Rehearsed ${agoWords(now.getTime() - at.getTime())} on a copy of ${rows.toLocaleString('en-US')} rows: it went through, and ${backWords[verdict]}.`
}

function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 120) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`
}
