import type { PendingInEnvironment } from '@/lib/domain/deploy-request-view'
import { ChannelRail } from '../channel/channel-rail'
import { MigrationStateWord } from '../migration/migration-state'
import { classNames } from '../ui/class-names'

export interface PendingListProps {
  target: PendingInEnvironment
  /** The last migration to deploy; null: all. */
  upTo: string | null
  onUpTo: (name: string | null) => void
}

/** What is pending, on the environment's line: choose where to stop. */
export function PendingList({ target, upTo, onUpTo }: PendingListProps) {
  const { pending, environment } = target
  if (pending.length === 0)
    return <p className="text-sm text-muted">Nothing is pending in {environment.name}.</p>
  const stop = upTo === null ? pending.length - 1 : pending.findIndex((each) => each.name === upTo)
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1.5 text-sm font-medium">Deploy up to</legend>
      <ol>
        {pending.map((migration, index) => {
          const included = index <= stop
          const last = index === pending.length - 1
          return (
            <li key={migration.name} className="relative pl-9">
              <ChannelRail
                state={migration.state}
                at={18}
                above={included ? 'full' : 'empty'}
                below={last ? 'none' : index < stop ? 'full' : 'empty'}
              />
              <details className={classNames('py-1.5', !included && 'opacity-60')}>
                <summary className="flex list-none flex-wrap items-baseline gap-x-3 gap-y-0.5 [&::-webkit-details-marker]:hidden">
                  <label className="flex min-h-6 items-center gap-2">
                    <input
                      type="radio"
                      name="up-to"
                      checked={index === stop}
                      onChange={() => onUpTo(last ? null : migration.name)}
                      className="accent-(--accent)"
                    />
                    <span className="font-mono text-sm wrap-anywhere">{migration.name}</span>
                  </label>
                  {migration.state === 'pending' ? null : (
                    <MigrationStateWord state={migration.state} className="text-sm" />
                  )}
                  <span className="text-sm text-accent underline decoration-line underline-offset-2 max-sm:pl-5.5">
                    SQL
                  </span>
                </summary>
                <pre className="scroll-x mt-1 max-h-96 overflow-y-auto rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5">
                  {migration.sql.trim() || 'The file is not in the newest revision.'}
                </pre>
              </details>
            </li>
          )
        })}
      </ol>
    </fieldset>
  )
}
