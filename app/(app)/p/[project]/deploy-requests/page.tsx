import { PlusIcon } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RequestFilters } from '@/components/deploy-request/request-filters'
import { RequestList } from '@/components/deploy-request/request-list'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { type RequestFilter, requestFilters } from '@/lib/domain/deploy-request-view'
import { listDeployRequests } from '@/lib/queries/deploy-requests'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Deploy requests' }

const labels: Record<RequestFilter, string> = {
  open: 'Open',
  deployed: 'Deployed',
  closed: 'Closed',
  all: 'All',
}

interface Props {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function DeployRequestsPage({ params, searchParams }: Props) {
  const viewer = await requireViewer()
  const { project } = await params
  const search = single(await searchParams)
  const show = requestFilters.find((filter) => filter === search.show) ?? 'open'
  const filter = {
    show,
    environment: search.environment ?? null,
    author: search.author ?? null,
    text: search.q ?? null,
  }
  const list = await listDeployRequests(viewer, project, filter)
  if (!list) notFound()
  const home = `/p/${project}/deploy-requests`
  const fresh = `${home}/new${filter.environment ? `?environment=${filter.environment}` : ''}`
  return (
    <>
      <PageHeader
        trail={[{ href: `/p/${project}`, label: list.project.name }]}
        title="Deploy requests"
        actions={
          list.open.allowed ? (
            <ButtonLink kind="primary" icon={<PlusIcon />} href={fresh}>
              New deploy request
            </ButtonLink>
          ) : (
            <p className="max-w-72 text-sm text-muted">{list.open.because}</p>
          )
        }
      />
      <TabLinks
        label="State"
        links={requestFilters.map((each) => ({
          href: `${home}?${new URLSearchParams({ ...search, show: each })}`,
          label: labels[each],
          count: list.counts[each],
          current: each === show,
        }))}
      />
      <RequestFilters environments={list.environments} people={list.people} />
      {list.rows.length > 0 ? (
        <RequestList projectSlug={project} rows={list.rows} />
      ) : (
        <EmptyState
          title={
            filter.text || filter.author || filter.environment ? 'Nothing fits this filter' : 'Nothing here'
          }
        >
          A deploy request asks that an environment’s pending migrations be deployed. It is planned, reviewed,
          deployed and rolled back on one page.
        </EmptyState>
      )}
    </>
  )
}

function single(search: Record<string, string | string[] | undefined>): Record<string, string> {
  const pairs = Object.entries(search).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}
