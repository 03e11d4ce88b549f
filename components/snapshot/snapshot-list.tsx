import Link from 'next/link'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { Duration } from '../ui/numbers'
import { Time } from '../ui/time'
import { DeleteSnapshot } from './delete-snapshot'
import { methodNames } from './method-words'
import { RestoreDialog } from './restore-dialog'
import { SnapshotFacts } from './snapshot-facts'
import { SnapshotStateWord } from './snapshot-state'

export interface SnapshotListProps {
  projectSlug: string
  snapshots: SnapshotView[]
}

/** Every snapshot, newest first: what is known of it, what it holds, and how long it takes to have it back. */
export function SnapshotList({ projectSlug, snapshots }: SnapshotListProps) {
  return (
    <ul aria-label="Snapshots" className="divide-y border-y">
      {snapshots.map((snapshot) => (
        <li
          key={snapshot.id}
          id={snapshot.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-8 gap-y-2.5 py-4 lg:grid-cols-[14rem_minmax(0,1fr)_7rem_16.5rem]"
        >
          <div className="min-w-0 space-y-1 text-sm">
            <SnapshotStateWord
              state={snapshot.state}
              method={snapshot.method}
              confirmed={snapshot.confirmedBy !== null}
              className="font-medium"
            />
            <p className="flex flex-wrap items-center gap-x-2">
              <EnvironmentName {...snapshot.environment} />
              <span className="text-muted">{methodNames[snapshot.method]}</span>
            </p>
            <p>
              <Time at={snapshot.takenAt ?? snapshot.createdAt} />
            </p>
            <p className="text-muted">
              by {byWhom(snapshot)}
              {snapshot.takenFor ? (
                <>
                  {' '}
                  for{' '}
                  <Link
                    href={`/p/${projectSlug}/deploy-requests/${snapshot.takenFor.number}`}
                    className="text-accent underline"
                  >
                    #{snapshot.takenFor.number} {snapshot.takenFor.title}
                  </Link>
                </>
              ) : null}
            </p>
          </div>
          <TimeToRestore snapshot={snapshot} />
          <SnapshotFacts projectSlug={projectSlug} snapshot={snapshot} />
          <div className="col-span-2 flex flex-wrap content-start items-start gap-1.5 empty:hidden lg:order-4 lg:col-span-1 lg:justify-end">
            {mayRestore(snapshot) ? <RestoreDialog projectSlug={projectSlug} snapshot={snapshot} /> : null}
            <DeleteSnapshot projectSlug={projectSlug} snapshot={snapshot} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** The number that decides on a bad day. */
function TimeToRestore({ snapshot: { state, restoreMs, method } }: { snapshot: SnapshotView }) {
  if (state !== 'verified' && state !== 'complete') return <div className="lg:order-3" />
  return (
    <div className="text-right lg:order-3">
      <p className="text-2xl leading-7 font-semibold tracking-tight">
        {restoreMs === null ? <span className="text-faint">unknown</span> : <Duration ms={restoreMs} />}
      </p>
      <p className="text-xs text-muted">
        {restoreMs === null ? 'never restored here' : method === 'external' ? 'to open it' : 'to restore it'}
      </p>
    </div>
  )
}

function mayRestore({ state, restore, byHand }: SnapshotView): boolean {
  return restore.allowed && byHand === null && (state === 'verified' || state === 'complete')
}

function byWhom({ confirmedBy, requestedBy }: SnapshotView): string {
  return confirmedBy?.name ?? requestedBy?.name ?? 'Headgate'
}
