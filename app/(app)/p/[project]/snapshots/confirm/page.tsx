import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ConfirmForm } from '@/components/snapshot/confirm-form'
import { PageHeader } from '@/components/ui/page-header'
import { readSnapshots } from '@/lib/queries/snapshots'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Confirm a snapshot' }

interface Props {
  params: Promise<{ project: string }>
  searchParams: Promise<{ environment?: string | string[] }>
}

export default async function ConfirmSnapshotPage({ params, searchParams }: Props) {
  const viewer = await requireViewer()
  const { project } = await params
  const { environment } = await searchParams
  const view = await readSnapshots(viewer, project)
  if (!view) notFound()
  return (
    <>
      <PageHeader
        trail={[
          { href: `/p/${project}`, label: view.project.name },
          { href: `/p/${project}/snapshots`, label: 'Snapshots' },
        ]}
        title="Confirm an external snapshot"
      />
      <ConfirmForm
        projectSlug={project}
        environments={view.coverage.map((each) => each.environment)}
        chosen={typeof environment === 'string' ? environment : null}
        viewer={view.viewer}
        act={view.confirm}
      />
    </>
  )
}
