import Link from 'next/link'
import type { TimelineEntry } from '@/lib/domain/timeline-view'
import { ChannelRail, type Stretch } from '../channel/channel-rail'
import { stationShort, stationTone } from '../channel/station'
import { MigrationName } from '../migration/migration-name'
import { Duration } from '../ui/numbers'
import { Time } from '../ui/time'
import { toneText } from '../ui/tone'
import { AppliedByWords } from './applied-by-words'

export interface TimelineRowProps {
  projectSlug: string
  entry: TimelineEntry
  above: Stretch
  below: Stretch
  gate: boolean
  stale: boolean
}

/** One migration in an environment: what, in which state, when, how long, by whom. */
export function TimelineRow({ projectSlug, entry, above, below, gate, stale }: TimelineRowProps) {
  return (
    <div className="relative grid gap-x-5 py-[0.4375rem] pl-9 text-sm hover:bg-sunken md:grid-cols-[minmax(0,1fr)_9.5rem_11rem_3.75rem] md:items-baseline 2xl:grid-cols-[minmax(0,1fr)_18rem_13rem_5rem]">
      <ChannelRail
        state={entry.state}
        above={above}
        below={below}
        at={17}
        stale={stale}
        {...(gate ? { gate: { where: 'below' as const, open: false } } : {})}
      />
      <div className="min-w-0">
        <Link
          href={`/p/${projectSlug}/migrations/${encodeURIComponent(entry.name)}`}
          data-row
          className="hover:underline"
        >
          <MigrationName name={entry.name} />
        </Link>
        {entry.logs && entry.state === 'failed' ? (
          <pre className="mt-1 max-h-24 overflow-auto font-mono text-xs whitespace-pre-wrap text-danger">
            {entry.logs}
          </pre>
        ) : null}
      </div>
      <p className="flex flex-wrap gap-x-2 text-muted">
        <span className={wordStyle(entry.state)}>{stationShort[entry.state]}</span>
        <AppliedByWords projectSlug={projectSlug} by={entry.by} />
      </p>
      <p className="text-muted">
        <When entry={entry} />
      </p>
      <p className="text-muted max-md:sr-only md:text-right">
        {entry.tookMs === null ? null : (
          <>
            <span className="sr-only">took </span>
            <Duration ms={entry.tookMs} />
          </>
        )}
      </p>
    </div>
  )
}

function wordStyle(state: TimelineEntry['state']): string {
  if (state === 'applied') return 'sr-only'
  return stationTone[state] === 'plain' ? 'text-muted' : toneText[stationTone[state]]
}

function When({ entry }: { entry: TimelineEntry }) {
  if (entry.rolledBackAt)
    return (
      <>
        taken back <Time at={entry.rolledBackAt} seconds={false} />
      </>
    )
  if (entry.finishedAt) return <Time at={entry.finishedAt} seconds={false} />
  if (entry.startedAt)
    return (
      <>
        began <Time at={entry.startedAt} seconds={false} />
      </>
    )
  return null
}
