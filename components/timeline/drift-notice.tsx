import type { DriftState } from '@/lib/domain/observation'
import { Callout } from '../ui/callout'
import { Time } from '../ui/time'

/** What the live schema has that its migrations do not produce, or why that is not known. Nothing when it agrees. */
export function DriftNotice({ drift }: { drift: DriftState | null }) {
  if (!drift || drift.state === 'none') return null
  const drifted = drift.state === 'drifted'
  return (
    <Callout
      tone="care"
      title={
        drifted
          ? 'The live schema is not what its migrations produce.'
          : 'Whether the schema has drifted is not known.'
      }
    >
      <ul className="my-1 space-y-0.5 font-mono text-xs leading-5 text-ink">
        {drift.details.map((line) => (
          <li key={line} className="wrap-anywhere">
            {line}
          </li>
        ))}
      </ul>
      {drifted ? (
        <p>
          Somebody changed it by hand, or by another tool. Deploys go on from what is there: what a plan does
          is added to this, and a run is checked against it.
        </p>
      ) : null}
      {drift.checkedAt ? (
        <p>
          Checked <Time at={drift.checkedAt} />.
        </p>
      ) : null}
    </Callout>
  )
}
