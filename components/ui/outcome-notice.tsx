import type { Outcome } from '@/lib/domain/outcome'
import { Callout } from './callout'
import { FailureNotice } from './failure-notice'

/** What happened, what comes next, how to take it back. */
export function OutcomeNotice({ outcome }: { outcome: Outcome }) {
  return (
    <div className="space-y-3">
      <Callout tone={outcome.ok ? 'accent' : 'danger'} title={outcome.what}>
        <p>{outcome.next}</p>
        {outcome.undo ? <p className="mt-1">To take it back: {outcome.undo}</p> : null}
      </Callout>
      {outcome.failure ? <FailureNotice failure={outcome.failure} /> : null}
    </div>
  )
}
