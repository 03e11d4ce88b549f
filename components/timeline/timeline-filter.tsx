'use client'

import { SearchIcon } from 'lucide-react'
import type { MigrationState } from '@/lib/domain/migration'
import type { TimelineEntry } from '@/lib/domain/timeline-view'
import { stationShort } from '../channel/station'
import { StationMark } from '../channel/station-mark'
import { classNames } from '../ui/class-names'
import { Input } from '../ui/input'

export interface TimelineFilterProps {
  entries: readonly TimelineEntry[]
  text: string
  state: MigrationState | null
  onChange: (next: { text?: string; state?: MigrationState | null }) => void
}

const order: MigrationState[] = [
  'failed',
  'edited',
  'missing',
  'out_of_order',
  'rolled_back',
  'pending',
  'applied',
]

/** By name, and by each state that occurs. */
export function TimelineFilter({ entries, text, state, onChange }: TimelineFilterProps) {
  const counts = new Map<MigrationState, number>()
  for (const entry of entries) counts.set(entry.state, (counts.get(entry.state) ?? 0) + 1)
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 pb-3">
      <div className="relative mr-2 w-full sm:w-64">
        <SearchIcon
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted"
        />
        <Input
          data-filter
          type="search"
          aria-label="Filter by name"
          aria-keyshortcuts="/"
          placeholder="Filter by name"
          value={text}
          onChange={(event) => onChange({ text: event.target.value })}
          className="pl-8"
        />
      </div>
      <Choice pressed={state === null} onPress={() => onChange({ state: null })}>
        all <span className="text-faint">{entries.length}</span>
      </Choice>
      {order
        .filter((one) => counts.has(one))
        .map((one) => (
          <Choice
            key={one}
            pressed={state === one}
            onPress={() => onChange({ state: state === one ? null : one })}
          >
            <StationMark state={one} size={14} />
            {stationShort[one]} <span className="text-faint">{counts.get(one)}</span>
          </Choice>
        ))}
    </div>
  )
}

function Choice({
  pressed,
  onPress,
  children,
}: {
  pressed: boolean
  onPress: () => void
  children: React.ReactNode
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={classNames(
        'inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm pointer-coarse:h-9',
        pressed ? 'bg-accent-wash font-medium text-ink' : 'text-muted hover:text-ink',
      )}
    >
      {children}
    </button>
  )
}
