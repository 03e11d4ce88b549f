import { DownloadIcon } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Suspense } from 'react'
import { AuditFilters } from '@/components/audit/audit-filters'
import { AuditList } from '@/components/audit/audit-list'
import { ChainState } from '@/components/audit/chain-state'
import { buttonStyle } from '@/components/ui/button-style'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { auditQuery, readAuditFilter } from '@/lib/domain/audit-view'
import { readAudit, readAuditChain } from '@/lib/queries/audit'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Audit' }

export default async function AuditPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  await requireViewer()
  const filter = readAuditFilter(await searchParams)
  const { rows, older, actions, people, projects } = await readAudit(filter)
  return (
    <>
      <PageHeader
        title="Audit"
        meta={
          <Suspense fallback={<span>Checking the chain of events…</span>}>
            <Chain />
          </Suspense>
        }
        actions={
          // A file, not a page: the router has nothing to do with it.
          <a
            href={`/audit/export${auditQuery({ ...filter, before: '' })}`}
            download
            className={buttonStyle()}
          >
            <DownloadIcon aria-hidden />
            Export as JSON lines
          </a>
        }
      />
      <AuditFilters filter={filter} actions={actions} people={people} projects={projects} />
      {rows.length ? (
        <AuditList rows={rows} />
      ) : (
        <EmptyState title="No event fits">
          Take a filter away, or{' '}
          <Link href="/audit" className="underline">
            show all events
          </Link>
          .
        </EmptyState>
      )}
      <p className="flex gap-4 pt-4 text-sm">
        {filter.before ? (
          <Link href={`/audit${auditQuery({ ...filter, before: '' })}`} className="underline">
            Newest
          </Link>
        ) : null}
        {older ? (
          <Link href={`/audit${auditQuery({ ...filter, before: older })}`} className="underline">
            Older
          </Link>
        ) : null}
      </p>
    </>
  )
}

async function Chain() {
  return <ChainState report={await readAuditChain()} />
}
