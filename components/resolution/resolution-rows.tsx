import Link from 'next/link'
import type { ResolutionRow } from '@/lib/domain/resolution-view'
import { troubleWords } from '@/lib/domain/resolution-words'
import { MigrationName } from '../migration/migration-name'
import { Ago } from '../ui/time'
import { ResolutionStateWord } from './resolution-state'

/** What was proposed and carried out before, newest first. */
export function ResolutionRows({ projectSlug, rows }: { projectSlug: string; rows: ResolutionRow[] }) {
  return (
    <ul className="divide-y border-y">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            href={`/p/${projectSlug}/resolutions/${row.id}`}
            data-row
            className="grid gap-x-6 gap-y-1 py-2.5 text-sm hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_9rem_13rem_6rem] md:items-baseline"
          >
            <span className="min-w-0">
              <span className="font-medium wrap-anywhere">{row.title}</span>
              <span className="mt-0.5 flex flex-wrap gap-x-3 text-muted">
                <span>{troubleWords[row.trouble]}</span>
                {row.migration ? <MigrationName name={row.migration} /> : null}
              </span>
            </span>
            <ResolutionStateWord state={row.state} />
            <span className="text-muted">
              {row.proposedBy}
              {row.approvals.given.length > 0 ? `, approved by ${namesOf(row)}` : ''}
              {row.state === 'proposed' && row.approvals.missing > 0 ? (
                <span className="block">
                  {row.approvals.given.length} of {row.approvals.wanted} approved
                </span>
              ) : null}
            </span>
            <span className="text-faint md:text-right">
              <Ago at={row.at} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function namesOf({ approvals }: ResolutionRow): string {
  return approvals.given.map(({ name }) => name).join(', ')
}
