import type { KeptSnapshotView } from '@/lib/domain/keeps-view'
import { Bytes } from '../ui/numbers'
import { Time } from '../ui/time'

const places = {
  headgate: 'in Headgate’s own folder',
  server: 'on the environment’s server',
  elsewhere: 'outside Headgate',
}

/** Snapshots that take room, newest first. What happens to them happens on their own page. */
export function SnapshotList({ snapshots }: { snapshots: KeptSnapshotView[] }) {
  if (snapshots.length === 0) return <p className="text-sm text-muted">None takes room.</p>
  return (
    <ul className="divide-y border-y text-sm">
      {snapshots.map(({ id, method, state, bytes, where, at, expiresAt, madeBy }) => (
        <li key={id} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-2.5">
          <div className="min-w-0 flex-1 basis-72">
            <p>
              {method} of <Time at={at} seconds={false} />{' '}
              <span className="text-muted">{state === 'complete' ? 'never restored' : state}</span>
            </p>
            <p className="text-muted">
              {places[where]}, by {madeBy?.name ?? 'Headgate'}
            </p>
          </div>
          <div className="sm:text-right">
            <p className="font-medium">
              {bytes === null || where === 'elsewhere' ? (
                <span className="text-muted">
                  {where === 'elsewhere' ? 'its host knows' : 'size unknown'}
                </span>
              ) : (
                <Bytes value={bytes} />
              )}
            </p>
            <p className="text-muted">
              {expiresAt ? (
                <>
                  until <Time at={expiresAt} seconds={false} />
                </>
              ) : (
                'no end is set'
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
