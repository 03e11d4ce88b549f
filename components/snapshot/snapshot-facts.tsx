import Link from 'next/link'
import type { ReactNode } from 'react'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { count } from '@/lib/domain/verdict'
import { Code } from '../ui/code'
import { Bytes, Duration } from '../ui/numbers'
import { Time } from '../ui/time'
import { methodNames } from './method-words'
import { SnapshotProgress } from './snapshot-progress'
import { tells } from './tells-writes'
import { WrittenSince } from './written-since'

/** What a snapshot holds, until when, what was written since, and how it was taken and tried. */
export function SnapshotFacts({ projectSlug, snapshot }: { projectSlug: string; snapshot: SnapshotView }) {
  const { state, failure, reference, note, notes, chosen, runId, byHand } = snapshot
  const there = state === 'verified' || state === 'complete'
  return (
    <div className="col-span-2 min-w-0 space-y-1 text-sm lg:order-2 lg:col-span-1">
      {state === 'running' || state === 'requested' ? (
        <SnapshotProgress progress={snapshot.progress} />
      ) : (
        <p>
          <Held snapshot={snapshot} />
        </p>
      )}
      {snapshot.scope ? <Scope tables={snapshot.scope} /> : null}
      {there ? (
        <p className="text-muted">
          {snapshot.expiresAt ? (
            <>
              Expires <Time at={snapshot.expiresAt} seconds={false} />
            </>
          ) : (
            'Does not expire'
          )}
        </p>
      ) : null}
      {reference && state !== 'expired' ? (
        <p className="break-all">
          <Code>{reference}</Code>
        </p>
      ) : null}
      {note ? <p className="whitespace-pre-wrap text-muted">{note}</p> : null}
      {failure ? (
        <p className="text-danger">
          {failure.what} {failure.why}
        </p>
      ) : null}
      {tells(snapshot) ? <WrittenSince projectSlug={projectSlug} snapshotId={snapshot.id} /> : null}
      {there && byHand ? <More title="How it is restored">{byHand}</More> : null}
      {chosen.length > 0 ? (
        <More title={`Why ${methodNames[snapshot.method].toLowerCase()}`}>
          <Lines lines={chosen} />
        </More>
      ) : null}
      {notes.length > 0 ? (
        <More title="How it was taken and tried">
          <Lines lines={notes} />
        </More>
      ) : null}
      {runId ? (
        <Link href={`/p/${projectSlug}/runs/${runId}`} className="text-xs text-accent underline">
          its run
        </Link>
      ) : null}
    </div>
  )
}

function Held({
  snapshot: { sizeBytes, rows, tables, takeMs, state, confirmedBy },
}: {
  snapshot: SnapshotView
}) {
  if (confirmedBy) return 'Headgate knows neither its size nor its rows: a person vouches for it.'
  const parts: ReactNode[] = [
    ...(sizeBytes === null ? [] : [<Bytes key="size" value={sizeBytes} />]),
    ...(rows === null || tables === null
      ? []
      : [`${count(rows, 'row', 'rows')} in ${count(tables, 'table', 'tables')}`]),
    ...(takeMs === null
      ? []
      : [
          <span key="took">
            taken in <Duration ms={takeMs} />
          </span>,
        ]),
  ]
  if (parts.length === 0) return state === 'failed' ? 'Nothing was kept.' : 'Nothing is known of it.'
  return parts.map((part, index) => [index > 0 ? ', ' : '', part])
}

function Scope({ tables }: { tables: string[] }) {
  return (
    <p className="text-care">
      Holds only{' '}
      {tables.slice(0, 6).map((table, index) => (
        <span key={table}>
          {index > 0 ? ', ' : ''}
          <Code>{table}</Code>
        </span>
      ))}
      {tables.length > 6 ? ` and ${tables.length - 6} more` : ''}: no other table can be restored from it.
    </p>
  )
}

function Lines({ lines }: { lines: string[] }) {
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ))
}

function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="max-w-prose text-xs">
      <summary className="text-muted hover:text-ink">{title}</summary>
      <p className="py-1 text-muted">{children}</p>
    </details>
  )
}
