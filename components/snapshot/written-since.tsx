'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Result } from '@/lib/domain/failure'
import { count } from '@/lib/domain/verdict'
import type { WrittenSinceView } from '@/lib/domain/written-since-view'
import { Code } from '../ui/code'
import { Time } from '../ui/time'

export interface WrittenSinceProps {
  projectSlug: string
  snapshotId: string
  /** Counted as soon as the page is there; otherwise when somebody asks. */
  atOnce?: boolean
}

/** Seconds: for the page itself, and when somebody waits for it. */
const patience = { page: 4, person: 60 }
const freshMs = 5 * 60_000

/** What was written since a snapshot, counted on the live database: what restoring it would lose. */
export function WrittenSince({ projectSlug, snapshotId, atOnce = false }: WrittenSinceProps) {
  const [asked, setAsked] = useState(false)
  const within = asked ? patience.person : patience.page
  const { data, error, isFetching } = useQuery({
    queryKey: ['written-since', snapshotId, within],
    queryFn: async ({ signal }) => {
      const address = `/api/p/${projectSlug}/snapshots/${snapshotId}/written-since?within=${within}`
      const response = await fetch(address, { signal })
      const result: Result<WrittenSinceView> = await response.json()
      if (!result.ok) throw new Error(`${result.failure.what} ${result.failure.why}`)
      return result.value
    },
    enabled: atOnce || asked,
    staleTime: freshMs,
    refetchOnWindowFocus: false,
    retry: 0,
  })
  const ask = (label: string) => (
    <button type="button" onClick={() => setAsked(true)} className="text-accent underline">
      {label}
    </button>
  )
  if (isFetching) return <p className="text-muted">Counting what was written since…</p>
  if (error) return <p className="text-care">What was written since is not known: {error.message}</p>
  if (!data) return <p>{ask('what was written since')}</p>
  const uncounted = data.tables.some(({ written }) => written === null)
  return (
    <div>
      <p className={data.tables.length > 0 ? 'text-ink' : 'text-muted'}>
        {sentence(data)}
        {uncounted && !asked ? <> {ask('Take a minute to count')}</> : null}
      </p>
      {data.tables.length > 0 || data.notes.length > 0 ? <Tables counted={data} /> : null}
    </div>
  )
}

function sentence({ written, deleted, tables }: WrittenSinceView): string {
  if (tables.length === 0) return 'Nothing was written since.'
  const uncounted = tables.filter((table) => table.written === null).length
  const known = [
    written > 0 ? `${count(written, 'row was', 'rows were')} added or changed since` : '',
    deleted > 0 ? `${count(deleted, 'row was', 'rows were')} deleted since` : '',
  ].filter(Boolean)
  const open = uncounted > 0 ? `${count(uncounted, 'table is', 'tables are')} not counted` : ''
  return `${[...known, open].filter(Boolean).join('; ') || 'What was written since is not known'}.`
}

function Tables({ counted }: { counted: WrittenSinceView }) {
  const { tables, notes, still, at } = counted
  return (
    <details className="text-xs">
      <summary className="text-muted hover:text-ink">{count(tables.length, 'table', 'tables')}</summary>
      <ul className="space-y-0.5 py-1">
        {tables.map(({ table, written, deleted, why }) => (
          <li key={table}>
            <Code>{table}</Code>{' '}
            {written === null ? (
              <span className="text-care">unknown</span>
            ) : (
              count(written, 'row written', 'rows written')
            )}
            {deleted ? `, ${deleted.toLocaleString('en-US')} deleted` : ''}
            {why ? <span className="text-muted"> {why}</span> : null}
          </li>
        ))}
        {still > 0 ? (
          <li className="text-muted">Nothing in the other {count(still, 'table', 'tables')}.</li>
        ) : null}
        {notes.map((note) => (
          <li key={note} className="text-muted">
            {note}
          </li>
        ))}
        <li className="text-muted">
          Counted <Time at={at} />.
        </li>
      </ul>
    </details>
  )
}
