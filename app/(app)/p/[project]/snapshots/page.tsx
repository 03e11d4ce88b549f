import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CoverageList } from '@/components/snapshot/coverage-list'
import { RefreshWhile } from '@/components/snapshot/refresh-while'
import { SnapshotList } from '@/components/snapshot/snapshot-list'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { readSnapshots } from '@/lib/queries/snapshots'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Snapshots' }

export default async function SnapshotsPage({ params }: { params: Promise<{ project: string }> }) {
  const viewer = await requireViewer()
  const { project } = await params
  const view = await readSnapshots(viewer, project)
  if (!view) notFound()
  return (
    <>
      <RefreshWhile
        going={
          view.coverage.some((each) => each.running !== null) ||
          view.snapshots.some(({ progress, state }) => progress !== null || state === 'running')
        }
      />
      <PageHeader trail={[{ href: `/p/${project}`, label: view.project.name }]} title="Snapshots" />
      <div className="pb-9">
        <CoverageList
          projectSlug={project}
          coverage={view.coverage}
          take={view.take}
          confirm={view.confirm}
        />
      </div>
      <Section id="all" title="All snapshots" aside="newest first">
        {view.snapshots.length > 0 ? (
          <SnapshotList projectSlug={project} snapshots={view.snapshots} />
        ) : (
          <EmptyState title="None was taken yet">
            A snapshot counts once it was restored into a scratch database and every table compared.
          </EmptyState>
        )}
      </Section>
    </>
  )
}
