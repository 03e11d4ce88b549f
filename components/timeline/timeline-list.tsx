'use client'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { MigrationState } from '@/lib/domain/migration'
import type { TimelineEntry } from '@/lib/domain/timeline-view'
import { gateBelow, stretchesUp } from '../channel/stretches'
import { EmptyState } from '../ui/empty-state'
import { TimelineFilter } from './timeline-filter'
import { TimelineRow } from './timeline-row'

export interface TimelineListProps {
  projectSlug: string
  /** Newest first. */
  entries: TimelineEntry[]
  /** Approvals are wanted before what is pending may pass. */
  gated: boolean
  /** Unreachable: drawn without colour. */
  stale: boolean
}

const few = 60

/** Every migration of an environment on its line, newest on top; thousands of them scroll without weight. */
export function TimelineList({ projectSlug, entries, gated, stale }: TimelineListProps) {
  const { text, state, change } = useFilterInAddress()
  const words = text.toLowerCase()
  const shown = entries.filter(
    (entry) => (state === null || entry.state === state) && entry.name.toLowerCase().includes(words),
  )
  const whole = shown.length === entries.length
  const states = shown.map((entry) => entry.state)
  const stretches = stretchesUp(states, false)
  const gate = gated && whole ? gateBelow(states) : -1
  const row = (index: number) => {
    const entry = shown[index]
    const stretch = stretches[index]
    if (!entry || !stretch) return null
    // A filtered list is no line: its stations stand alone.
    const line = whole ? stretch : { above: 'none' as const, below: 'none' as const }
    return (
      <TimelineRow projectSlug={projectSlug} entry={entry} {...line} gate={gate === index} stale={stale} />
    )
  }
  return (
    <div>
      <TimelineFilter entries={entries} text={text} state={state} onChange={change} />
      {shown.length === 0 ? (
        <EmptyState title="No migration fits the filter." />
      ) : (
        <div>
          {shown.length <= few ? (
            <ol aria-label="Migrations, newest first">
              {shown.map((entry, index) => (
                <li key={entry.name}>{row(index)}</li>
              ))}
            </ol>
          ) : (
            <VirtualRows count={shown.length} row={row} keyOf={(index) => shown[index]?.name ?? index} />
          )}
        </div>
      )}
    </div>
  )
}

interface VirtualRowsProps {
  count: number
  row: (index: number) => React.ReactNode
  keyOf: (index: number) => string | number
}

function VirtualRows({ count, row, keyOf }: VirtualRowsProps) {
  const list = useRef<HTMLOListElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY), [])
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => 34,
    overscan: 16,
    scrollMargin: top,
    getItemKey: keyOf,
    initialRect: { width: 1200, height: 1200 },
  })
  return (
    <ol
      ref={list}
      aria-label="Migrations, newest first"
      className="relative"
      style={{ height: rows.getTotalSize() }}
    >
      {rows.getVirtualItems().map((item) => (
        <li
          key={item.key}
          ref={rows.measureElement}
          data-index={item.index}
          aria-setsize={count}
          aria-posinset={item.index + 1}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${item.start - rows.options.scrollMargin}px)` }}
        >
          {row(item.index)}
        </li>
      ))}
    </ol>
  )
}

/**
 * The filter lives in the address, so that it can be sent to somebody. What is typed is kept here as well: the
 * address follows a moment later, and a field that waited for it would lose letters.
 */
function useFilterInAddress() {
  const search = useSearchParams()
  const [text, setText] = useState(search.get('q') ?? '')
  const [state, setState] = useState(search.get('state') as MigrationState | null)
  function change(next: { text?: string; state?: MigrationState | null }) {
    const words = next.text ?? text
    const only = next.state === undefined ? state : next.state
    setText(words)
    setState(only)
    const address = new URL(window.location.href)
    write(address, 'q', words)
    write(address, 'state', only ?? '')
    window.history.replaceState(null, '', address)
  }
  return { text, state, change }
}

function write(address: URL, key: string, value: string) {
  if (value) address.searchParams.set(key, value)
  else address.searchParams.delete(key)
}
