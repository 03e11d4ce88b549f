import { ArrowRightIcon, Undo2Icon } from 'lucide-react'
import type { RunView } from '@/lib/domain/run-view'
import { FailureNotice } from '../ui/failure-notice'

/** What comes next and how to take it back; for what went wrong, why, with the evidence. */
export function RunOutcome({ run }: { run: RunView }) {
  const { outcome } = run
  if (!outcome) return null
  const evidence = evidenceOf(outcome.failure?.meta)
  return (
    <div className="max-w-3xl space-y-4 pb-8">
      {outcome.failure ? <FailureNotice failure={outcome.failure} told /> : null}
      {evidence.length > 0 ? (
        <div>
          <h2 className="text-sm font-medium">What was found</h2>
          <ul className="mt-1 list-disc space-y-0.5 pl-5 text-sm">
            {evidence.map((line) => (
              <li key={line} className="wrap-anywhere">
                {line}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
        <dt className="flex items-center gap-2 self-start text-muted">
          <ArrowRightIcon aria-hidden className="size-4" /> What next
        </dt>
        <dd className="wrap-anywhere">{outcome.next}</dd>
        <dt className="flex items-center gap-2 self-start text-muted">
          <Undo2Icon aria-hidden className="size-4" /> To take it back
        </dt>
        <dd className="wrap-anywhere">{outcome.undo ?? nothingToUndo(run)}</dd>
      </dl>
    </div>
  )
}

/** Where it is not known what was done, nothing is said about taking it back. */
function nothingToUndo({ state }: RunView): string {
  if (state === 'unknown') return 'Not known before it is clear what was done.'
  return 'There is nothing to take back.'
}

/** Texts that a failure carries beside the database's own words: differences, what a probe saw. */
function evidenceOf(meta: Record<string, unknown> | undefined): string[] {
  const lines: string[] = []
  for (const [name, value] of Object.entries(meta ?? {})) {
    if (name === 'database' || name === 'holders' || name === 'fields') continue
    if (typeof value === 'string') lines.push(value)
    else if (Array.isArray(value))
      lines.push(...value.filter((each): each is string => typeof each === 'string'))
  }
  return lines
}
