import Link from 'next/link'
import type { ActivityEntry } from '@/lib/domain/overview-view'
import { Ago } from '../ui/time'

/** Who did what lately, one line each. */
export function ActivityList({ entries }: { entries: ActivityEntry[] }) {
  if (entries.length === 0) return <p className="text-sm text-muted">Nothing has been done here yet.</p>
  return (
    <ol className="space-y-1.5 text-sm">
      {entries.map((entry) => (
        <li key={entry.sequence} className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3">
          <span className="text-faint">
            <Ago at={entry.at} />
          </span>
          <span>
            <span className="font-medium">{entry.actor}</span>{' '}
            <span className="text-muted">{entry.verb}</span>{' '}
            {entry.href ? (
              <Link href={entry.href} className="hover:underline">
                {entry.subject}
              </Link>
            ) : (
              entry.subject
            )}
            {entry.environment && !entry.subject.includes(entry.environment) ? (
              <span className="text-muted"> in {entry.environment}</span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  )
}
