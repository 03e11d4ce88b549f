import Link from 'next/link'
import type { InboxRequest } from '@/lib/domain/inbox-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { RequestState } from '../deploy-request/request-state'
import { RiskMark } from '../deploy-request/risk-mark'
import { Ago } from '../ui/time'

/** Deploy requests that wait: what, where, how risky, and for what. */
export function RequestRows({ rows }: { rows: InboxRequest[] }) {
  return (
    <ul className="divide-y">
      {rows.map((row) => (
        <li key={`${row.project.slug} ${row.number}`}>
          <Link
            href={`/p/${row.project.slug}/deploy-requests/${row.number}`}
            data-row
            className="grid gap-x-6 gap-y-1 py-2.5 hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_9.5rem_13rem_6rem] md:items-baseline"
          >
            <span className="min-w-0">
              <span className="flex items-baseline gap-2">
                <span className="font-medium wrap-anywhere">{row.title}</span>
                <span className="text-sm text-faint">#{row.number}</span>
              </span>
              <span className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-muted">
                <EnvironmentName {...row.environment} />
                <span>{row.project.name}</span>
                <span>{row.openedBy}</span>
              </span>
              {row.verdict && row.state === 'open' ? (
                <span className="mt-0.5 block text-sm text-muted wrap-anywhere">{row.verdict}</span>
              ) : null}
            </span>
            <span className="text-sm">
              <RiskMark risk={row.risk} />
            </span>
            <span className="text-sm">
              {row.state === 'open' ? (
                <>
                  <span className="text-muted">waits for </span>
                  {row.waitsFor}
                </>
              ) : (
                <RequestState state={row.state} />
              )}
            </span>
            <span className="text-sm text-faint md:text-right">
              <Ago at={row.updatedAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
