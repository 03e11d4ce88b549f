import type { LedgerRow } from '../../domain/migration'
import type { Outcome } from '../../domain/outcome'
import type { Plan } from '../../domain/plan'
import type { RunEnd } from '../../runs/ports'
import { failureNext } from '../failure-next'
import { shellWord } from '../shell-word'

/** The executor's outcome in words that fit a terminal: its own speak of a server's pages. */
export function deployOutcome({ outcome, effect }: RunEnd, plan: Plan, rows: LedgerRow[]): Outcome {
  const next = outcome.failure
    ? failureNext(outcome.failure)
    : 'Nothing is left to do: headgate status says so, too.'
  const undo = effect === 'nothing' ? null : wayBack(plan, rows)
  return { ...outcome, next, undo }
}

/** The command that takes a deploy back, given the ledger as it was before. */
export function wayBack(plan: Plan, rows: LedgerRow[]): string {
  if (plan.reverse.sql === null)
    return 'No reverse SQL could be computed: restoring a snapshot or a backup is the way back.'
  const before = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null).at(-1)
  return `headgate rollback ${before ? `--to ${shellWord(before.name)}` : '--everything'} shows first what that would do and lose.`
}
