import { PlusIcon } from 'lucide-react'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { LookAgain } from '@/components/environment/look-again'
import { ActivityList } from '@/components/overview/activity-list'
import { EnvironmentStrip } from '@/components/overview/environment-strip'
import { MigrationMatrix } from '@/components/overview/migration-matrix'
import { ActLink } from '@/components/shell/act-link'
import { ButtonLink } from '@/components/ui/button-link'
import { Code } from '@/components/ui/code'
import { EmptyState } from '@/components/ui/empty-state'
import { Count } from '@/components/ui/numbers'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Ago } from '@/components/ui/time'
import { readOverview } from '@/lib/queries/overview'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string }>
  searchParams: Promise<{ migrations?: string }>
}

export async function generateMetadata({ params }: Props) {
  return { title: (await params).project }
}

export default async function OverviewPage({ params, searchParams }: Props) {
  const viewer = await requireViewer()
  const { project: slug } = await params
  const all = (await searchParams).migrations === 'all'
  const view = await readOverview(viewer, slug, all ? 5_000 : 40)
  if (!view) notFound()
  const { project, revision, environments, rows, migrations } = view
  return (
    <>
      <PageHeader
        title={project.name}
        meta={
          revision ? (
            <>
              <Count value={revision.migrations} one="migration" many="migrations" />
              <span>
                files <Code>{revision.digest.slice(0, 10)}</Code>, read <Ago at={revision.createdAt} />
              </span>
            </>
          ) : null
        }
        actions={
          <>
            <ActLink
              act={view.open}
              href={`/p/${slug}/deploy-requests/new`}
              kind="primary"
              icon={<PlusIcon aria-hidden />}
            >
              Open deploy request
            </ActLink>
            <LookAgain projectSlug={slug} environments={environments} act={view.observe} />
          </>
        }
      />
      {environments.length === 0 ? (
        <EmptyState
          title="No environment is connected yet."
          actions={
            <ButtonLink kind="primary" href={`/p/${slug}/settings`}>
              Connect an environment
            </ButtonLink>
          }
        >
          An environment is one database that this project is deployed to. A history that is there already is
          recognised.
        </EmptyState>
      ) : (
        <EnvironmentStrip
          projectSlug={slug}
          environments={environments}
          rows={rows}
          migrations={migrations}
        />
      )}
      <div className="grid gap-x-12 pt-8 xl:grid-cols-[minmax(0,1fr)_20rem] 2xl:grid-cols-[minmax(0,1fr)_28rem]">
        <Section id="migrations" title="Migrations" aside="newest first">
          {rows.length === 0 ? (
            <EmptyState title="The project has no migrations yet.">
              Make one with <Code>prisma migrate dev</Code>, then look again.
            </EmptyState>
          ) : (
            <MigrationMatrix
              projectSlug={slug}
              environments={environments}
              rows={rows}
              more={rows.length < migrations}
            />
          )}
          {rows.length < migrations ? (
            <Link
              href={`/p/${slug}?migrations=all`}
              scroll={false}
              className="mt-3 inline-block text-sm text-accent hover:underline"
            >
              Show all {migrations.toLocaleString('en-US')} migrations
            </Link>
          ) : null}
        </Section>
        <Section
          id="activity"
          title="Activity"
          aside={
            <Link href="/audit" className="hover:text-ink hover:underline">
              whole audit
            </Link>
          }
        >
          <ActivityList entries={view.activity} />
        </Section>
      </div>
    </>
  )
}
