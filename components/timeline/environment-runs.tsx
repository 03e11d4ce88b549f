import Link from 'next/link'
import { titleOf } from '@/lib/domain/run-verdict'
import type { TimelineView } from '@/lib/domain/timeline-view'
import { RunStateWord } from '../run/run-state'
import { Bytes, Duration } from '../ui/numbers'
import { Ago } from '../ui/time'

/** What Headgate did here lately. */
export function EnvironmentRuns({ projectSlug, runs }: { projectSlug: string; runs: TimelineView['runs'] }) {
  if (runs.length === 0) return <p className="text-sm text-muted">Headgate has not run anything here yet.</p>
  return (
    <ol className="divide-y text-sm">
      {runs.map((run) => (
        <li key={run.id} className="py-2 first:pt-0">
          <div className="flex items-baseline justify-between gap-3">
            <Link href={`/p/${projectSlug}/runs/${run.id}`} className="font-medium hover:underline">
              {titleOf(run.kind)}
              {run.request ? <span className="font-normal text-muted"> #{run.request.number}</span> : null}
            </Link>
            <RunStateWord state={run.state} />
          </div>
          <p className="text-muted">
            {run.by}, <Ago at={run.createdAt} />
            {run.tookMs === null ? null : (
              <>
                , took <Duration ms={run.tookMs} />
              </>
            )}
          </p>
        </li>
      ))}
    </ol>
  )
}

/** Copies of this environment's data. */
export function EnvironmentSnapshots({ snapshots }: { snapshots: TimelineView['snapshots'] }) {
  if (snapshots.length === 0) return <p className="text-sm text-muted">None was taken yet.</p>
  return (
    <ol className="space-y-1 text-sm">
      {snapshots.map((snapshot) => (
        <li key={snapshot.id} className="flex items-baseline justify-between gap-3">
          <span>
            {snapshot.method}{' '}
            <span className={snapshot.state === 'failed' ? 'text-danger' : 'text-muted'}>
              {snapshot.state}
            </span>
          </span>
          <span className="text-muted">
            {snapshot.sizeBytes === null ? null : (
              <>
                <Bytes value={snapshot.sizeBytes} />,{' '}
              </>
            )}
            {snapshot.takenAt ? <Ago at={snapshot.takenAt} /> : 'not taken'}
          </span>
        </li>
      ))}
    </ol>
  )
}
