import { DoorClosedIcon, DoorOpenIcon } from 'lucide-react'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Callout } from '../ui/callout'
import { Code } from '../ui/code'
import { Time } from '../ui/time'

/** Whether the database itself says that terminals are to keep out, and why it cannot where it does not. */
export function GateState({ environment: { name, gate } }: { environment: EnvironmentSettings }) {
  if (gate.refusal !== null && gate.wanted)
    return (
      <div className="pb-4">
        <Callout tone="care" title={`Terminals are not kept out of ${name}`}>
          <p className="text-ink">The database could not be marked: {gate.refusal}</p>
          <p>
            Give Headgate’s user the right to create a schema in it, then look again. Its gate here works all
            the same.
          </p>
        </Callout>
      </div>
    )
  const Icon = gate.markedAt === null ? DoorOpenIcon : DoorClosedIcon
  return (
    <p className="flex max-w-prose gap-2 pb-4 text-sm text-muted">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {gate.markedAt === null ? (
          gate.wanted ? (
            'The database is not marked as gated yet; the next look does it.'
          ) : (
            <>
              Not marked as gated: the <Code>headgate</Code> command may deploy to it from a terminal.
            </>
          )
        ) : (
          <>
            Marked in the database itself as gated, <Time at={gate.markedAt} seconds={false} />: the{' '}
            <Code>headgate</Code> command refuses it, unless a reason is given, which then stands in the
            timeline and in the audit.
          </>
        )}
      </span>
    </p>
  )
}
