import Link from 'next/link'
import type { InboxResolution } from '@/lib/domain/inbox-view'
import { troubleWords } from '@/lib/domain/resolution-words'
import { EnvironmentName } from '../deploy-request/environment-name'
import { Ago } from '../ui/time'

/** Ways out of a trouble that somebody proposed and that are not carried out yet. */
export function WaitingResolutions({ rows }: { rows: InboxResolution[] }) {
  return (
    <ul className="divide-y">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            href={`/p/${row.project.slug}/resolutions/${row.id}`}
            data-row
            className="grid gap-x-6 gap-y-1 py-2.5 hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_13rem_6rem] md:items-baseline"
          >
            <span className="min-w-0">
              <span className="font-medium wrap-anywhere">{row.title}</span>
              <span className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-muted">
                <EnvironmentName {...row.environment} />
                <span>{row.project.name}</span>
                <span>{row.proposedBy}</span>
                {row.approvals.given.length > 0 ? (
                  <span>approved by {row.approvals.given.map(({ name }) => name).join(', ')}</span>
                ) : null}
              </span>
            </span>
            <span className="text-sm text-muted">
              {troubleWords[row.trouble]}
              {row.approvals.wanted > 1
                ? `, ${row.approvals.given.length} of ${row.approvals.wanted} approved`
                : ''}
            </span>
            <span className="text-sm text-faint md:text-right">
              <Ago at={row.at} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
