import { CheckIcon, MessageSquareIcon, MessageSquareWarningIcon } from 'lucide-react'
import Link from 'next/link'
import type { DeployRequestRow } from '@/lib/domain/deploy-request-view'
import { Ago } from '../ui/time'
import { EnvironmentName } from './environment-name'
import { RequestState } from './request-state'
import { PlanSize, RiskMark } from './risk-mark'

/** Deploy requests under each other, newest first; the whole row is the link. */
export function RequestList({ projectSlug, rows }: { projectSlug: string; rows: DeployRequestRow[] }) {
  return (
    <ul className="divide-y border-y">
      {rows.map((row) => (
        <li key={row.number}>
          <Link
            href={`/p/${projectSlug}/deploy-requests/${row.number}`}
            data-row
            className="grid gap-x-6 gap-y-1 px-1 py-2.5 hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_8.5rem_9.5rem_7rem] md:items-baseline"
          >
            <Title row={row} />
            <RequestState state={row.state} className="text-sm max-md:hidden" />
            <span className="text-sm max-md:hidden">
              <RiskMark risk={row.risk} />
            </span>
            <Approvals row={row} />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Title({ row }: { row: DeployRequestRow }) {
  return (
    <span className="min-w-0">
      <span className="flex items-baseline gap-2">
        <span className="font-medium wrap-anywhere">{row.title}</span>
        <span className="text-sm text-faint">#{row.number}</span>
      </span>
      <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <EnvironmentName {...row.environment} />
        <span className="md:hidden">
          <RequestState state={row.state} />
        </span>
        <span className="md:hidden">
          <RiskMark risk={row.risk} />
        </span>
        <span>{row.openedBy.name}</span>
        <Ago at={row.updatedAt} />
        {row.risk ? (
          <span className="text-faint">
            <PlanSize risk={row.risk} />
          </span>
        ) : null}
      </span>
      {row.verdict && row.state === 'open' ? (
        <span className="mt-0.5 block text-sm text-muted wrap-anywhere">{row.verdict}</span>
      ) : null}
    </span>
  )
}

function Approvals({ row }: { row: DeployRequestRow }) {
  const { given, needed } = row.approvals
  return (
    <span className="flex flex-wrap items-center gap-x-3 text-sm text-muted md:justify-end">
      {row.changesRequested ? (
        <span className="inline-flex items-center gap-1 text-care">
          <MessageSquareWarningIcon aria-hidden className="size-3.5" /> changes asked
        </span>
      ) : needed > 0 ? (
        <span className={given >= needed ? 'inline-flex items-center gap-1 text-accent' : ''}>
          {given >= needed ? <CheckIcon aria-hidden className="size-3.5" /> : null}
          {given} of {needed} approved
        </span>
      ) : null}
      {row.comments > 0 ? (
        <span className="inline-flex items-center gap-1 text-faint">
          <MessageSquareIcon aria-hidden className="size-3.5" />
          {row.comments} <span className="sr-only">comments</span>
        </span>
      ) : null}
    </span>
  )
}
