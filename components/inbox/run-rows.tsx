import Link from 'next/link'
import type { InboxRun } from '@/lib/domain/inbox-view'
import { titleOf } from '@/lib/domain/run-verdict'
import { EnvironmentName } from '../deploy-request/environment-name'
import { RunStateWord } from '../run/run-state'
import { Ago } from '../ui/time'

/** Runs that go on or went wrong. */
export function RunRows({ rows }: { rows: InboxRun[] }) {
  return (
    <ul className="divide-y">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            href={`/p/${row.project.slug}/runs/${row.id}`}
            data-row
            className="grid gap-x-6 gap-y-1 py-2.5 hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_13rem_6rem] md:items-baseline"
          >
            <span className="min-w-0">
              <span className="font-medium">
                {titleOf(row.kind)}
                {row.request ? ` of #${row.request.number} ${row.request.title}` : ''}
              </span>
              <span className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-muted">
                <EnvironmentName {...row.environment} />
                <span>{row.project.name}</span>
                <span>{row.by}</span>
              </span>
              {row.what ? (
                <span className="mt-0.5 block max-w-prose text-sm text-muted">{row.what}</span>
              ) : null}
            </span>
            <span className="text-sm">
              <RunStateWord state={row.state} />
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
