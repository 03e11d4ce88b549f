import { CircleCheckIcon, CircleHelpIcon, TriangleAlertIcon } from 'lucide-react'
import { provesRollback, type RehearsedWay } from '@/lib/domain/rehearsal'
import { shownName } from '@/lib/domain/shown-name'
import { Losses } from '../deploy-request/losses'
import { Duration } from '../ui/numbers'
import { State } from '../ui/state'

/** Each way back as it was tried: proven, or exactly what it lost. */
export function TriedWays({ ways }: { ways: readonly RehearsedWay[] }) {
  const proven = ways.some(provesRollback)
  return (
    <ul className="mt-4 space-y-4">
      {ways.map((way) => (
        <li key={way.way}>
          <TriedWay way={way} proven={proven} />
        </li>
      ))}
    </ul>
  )
}

const wayNames: Record<RehearsedWay['way'], string> = {
  reverse: 'Reverse SQL',
  kept: 'Reverse with kept data',
}

/** `proven`: some way gives everything back, so that what another one loses need not be lost. */
function TriedWay({ way, proven }: { way: RehearsedWay; proven: boolean }) {
  const name = wayNames[way.way]
  if (way.failure !== null) {
    return (
      <>
        <State tone="care" icon={CircleHelpIcon} className="text-sm whitespace-normal!">
          {name}: does not run through
        </State>
        <p className="mt-0.5 text-sm text-muted wrap-anywhere">{way.failure}</p>
      </>
    )
  }
  if (provesRollback(way)) {
    return (
      <>
        <State tone="accent" icon={CircleCheckIcon} className="font-medium whitespace-normal!">
          Rollback proven
        </State>
        <p className="mt-0.5 text-sm text-muted">
          {name} was tried and gave back every row and the whole schema, in <Duration ms={way.durationMs} />.
        </p>
      </>
    )
  }
  return (
    <>
      <State
        tone={proven ? 'care' : 'danger'}
        icon={TriangleAlertIcon}
        className="text-sm font-medium whitespace-normal!"
      >
        {name}: tried, and this did not come back
      </State>
      {way.losses.length > 0 ? (
        <div className="mt-2">
          <Losses losses={way.losses} label={`Lost by: ${name}`} />
        </div>
      ) : null}
      <Differences way={way} />
    </>
  )
}

const most = 12

function Differences({ way: { dataDifferences, schemaDifferences } }: { way: RehearsedWay }) {
  const lines = [
    ...dataDifferences.map(({ table, what }) => `${shownName(table)}: ${what}`),
    ...schemaDifferences,
  ]
  return (
    <ul className="mt-2 list-disc space-y-0.5 pl-5 text-sm">
      {lines.slice(0, most).map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
      {lines.length > most ? (
        <li className="text-muted">and {lines.length - most} more, in its run</li>
      ) : null}
    </ul>
  )
}
