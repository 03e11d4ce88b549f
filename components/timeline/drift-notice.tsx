import Link from 'next/link'
import type { DriftState } from '@/lib/domain/observation'
import { ButtonLink } from '../ui/button-link'
import { Callout } from '../ui/callout'
import { Time } from '../ui/time'

/** What the live schema has that its migrations do not produce, or why that is not known. Nothing when it agrees. */
export function DriftNotice({
  drift,
  attention,
  ignored,
}: {
  drift: DriftState | null
  /** Address of the page with the ways out. */
  attention: string
  /** Differences that are left as they are on purpose. */
  ignored: number
}) {
  if (!drift || drift.state === 'none') return <Ignored count={ignored} attention={attention} />
  const drifted = drift.state === 'drifted'
  return (
    <Callout
      tone="care"
      actions={drifted ? <ButtonLink href={attention}>Adopt, revert or ignore it</ButtonLink> : null}
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
      <Ignored count={ignored} attention={attention} />
    </Callout>
  )
}

function Ignored({ count, attention }: { count: number; attention: string }) {
  if (count === 0) return null
  return (
    <p className="text-sm text-muted">
      <Link
        href={`${attention}#ignored`}
        className="underline decoration-line underline-offset-2 hover:text-ink"
      >
        {count === 1 ? '1 difference of the schema is' : `${count} differences of the schema are`} left as it
        is
      </Link>{' '}
      on purpose.
    </p>
  )
}
