import type { PlanView } from '@/lib/domain/deploy-request-view'
import { untoldProblems } from '@/lib/domain/gate-findings'
import { count } from '@/lib/domain/verdict'
import { untoldLosses } from '../finding/untold-losses'
import { Callout } from '../ui/callout'
import { Losses } from './losses'

/** The harm of a plan that no finding tells: what would fail, what is lost, what the engine warns of. */
export function Harm({ plan: { evidence, findings }, past }: { plan: PlanView; past: boolean }) {
  const { engineWarnings, engineNote } = evidence
  const losses = untoldLosses(evidence.losses, findings)
  const unexecutable = untoldProblems(evidence)
  if (unexecutable.length + losses.length + engineWarnings.length === 0 && !engineNote) return null
  return (
    <div className="space-y-6">
      {(past ? [] : unexecutable).map((text) => (
        <Callout key={text} tone="danger" title="This would fail now">
          <span className="text-ink">{text}</span>
        </Callout>
      ))}
      {losses.length > 0 ? (
        <section aria-labelledby="losses-title" id="losses">
          <h2 id="losses-title" className="pb-2 text-base font-semibold">
            {losses.length < evidence.losses.length ? 'What else is lost' : 'What is lost'}{' '}
            <span className="pl-2 text-sm font-normal text-muted">
              {past ? 'as counted for the plan' : 'when it is deployed now'}
            </span>
          </h2>
          <Losses losses={losses} label="Lost by the deploy" />
        </section>
      ) : null}
      {engineWarnings.length > 0 ? (
        <details className="text-sm">
          <summary className="text-muted hover:text-ink">
            Prisma’s engine warns of {count(engineWarnings.length, 'thing', 'things')} in its own words
          </summary>
          <ul className="max-w-prose list-disc space-y-0.5 pt-1.5 pl-5">
            {engineWarnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
      ) : null}
      {engineNote ? <p className="text-sm text-muted">{engineNote}</p> : null}
    </div>
  )
}
