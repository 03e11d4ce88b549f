import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { NewRequestForm } from '@/components/deploy-request/new-request-form'
import { PageHeader } from '@/components/ui/page-header'
import { readNewDeployRequest } from '@/lib/queries/new-deploy-request'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'New deploy request' }

interface Props {
  params: Promise<{ project: string }>
  searchParams: Promise<{ environment?: string | string[] }>
}

export default async function NewDeployRequestPage({ params, searchParams }: Props) {
  const viewer = await requireViewer()
  const { project } = await params
  const { environment } = await searchParams
  const view = await readNewDeployRequest(viewer, project)
  if (!view) notFound()
  return (
    <>
      <PageHeader
        trail={[
          { href: `/p/${project}`, label: view.project.name },
          { href: `/p/${project}/deploy-requests`, label: 'Deploy requests' },
        ]}
        title="New deploy request"
      />
      <NewRequestForm view={view} chosen={typeof environment === 'string' ? environment : null} />
    </>
  )
}
