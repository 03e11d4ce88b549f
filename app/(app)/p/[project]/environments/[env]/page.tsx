import { PlusIcon, StethoscopeIcon } from 'lucide-react'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { DriftStateWord } from '@/components/environment/drift-state'
import { countLine, countsInWords } from '@/components/environment/environment-words'
import { LookAgain } from '@/components/environment/look-again'
import { SnapshotAge } from '@/components/environment/snapshot-age'
import { KeepsLine } from '@/components/keeps/keeps-line'
import { ActLink } from '@/components/shell/act-link'
import { Decisions } from '@/components/timeline/decisions'
import { DriftNotice } from '@/components/timeline/drift-notice'
import { EnvironmentRuns, EnvironmentSnapshots } from '@/components/timeline/environment-runs'
import { HiddenObjects } from '@/components/timeline/hidden-objects'
import { TerminalRuns } from '@/components/timeline/terminal-runs'
import { TimelineList } from '@/components/timeline/timeline-list'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { FailureNotice } from '@/components/ui/failure-notice'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Skeleton } from '@/components/ui/skeleton'
import { Ago, Time } from '@/components/ui/time'
import { readKeepsTotals } from '@/lib/queries/keeps'
import { readTimeline } from '@/lib/queries/timeline'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string; env: string }>
}

export async function generateMetadata({ params }: Props) {
  const { project, env } = await params
  return { title: `${env} of ${project}` }
}

export default async function TimelinePage({ params }: Props) {
  const viewer = await requireViewer()
  const { project: slug, env } = await params
  const view = await readTimeline(viewer, slug, env)
  if (!view) notFound()
  const { project, environment, entries } = view
  return (
    <>
      <PageHeader
        trail={[{ href: `/p/${slug}`, label: project.name }]}
        title={environment.name}
        meta={
          <>
            {entries.length > 0 ? <span>{countsInWords(countLine(environment))}</span> : null}
            {environment.unreachable ? null : <DriftStateWord drift={environment.drift} />}
            <SnapshotAge environment={environment} />
            <span className="font-mono text-xs">{environment.label}</span>
            {environment.serverMajor ? <span>PostgreSQL {environment.serverMajor}</span> : null}
            {environment.observedAt ? (
              <span>
                last seen <Ago at={environment.observedAt} />
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            <ActLink
              act={view.open}
              kind="primary"
              href={`/p/${slug}/deploy-requests/new?environment=${env}`}
              icon={<PlusIcon aria-hidden />}
            >
              Open deploy request
            </ActLink>
            <ButtonLink
              href={`/p/${slug}/environments/${env}/attention`}
              icon={<StethoscopeIcon aria-hidden />}
            >
              What needs attention
            </ButtonLink>
            <LookAgain projectSlug={slug} environments={[environment]} act={view.observe} />
          </>
        }
      />
      <div className="space-y-4 pb-6 empty:hidden">
        {environment.unreachable ? (
          <div className="space-y-2">
            <FailureNotice failure={environment.unreachable} />
            {environment.observedAt ? (
              <p className="text-sm text-muted">
                What stands below was seen <Time at={environment.observedAt} />; it may have changed since.
              </p>
            ) : null}
          </div>
        ) : null}
        <Decisions projectSlug={slug} environmentSlug={env} entries={entries} />
        <DriftNotice
          drift={environment.drift}
          attention={`/p/${slug}/environments/${env}/attention`}
          ignored={view.ignored}
        />
      </div>
      <div className="grid gap-x-12 xl:grid-cols-[minmax(0,1fr)_17rem] 2xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div>
          <Section id="history" title="History" aside="newest first">
            {entries.length === 0 ? (
              <EmptyState
                title={
                  environment.observedAt ? 'No migrations yet.' : 'Nobody has looked at this database yet.'
                }
              >
                {environment.observedAt
                  ? 'Neither the project nor the ledger knows one.'
                  : 'Look again to read its ledger and its schema. Nothing is changed.'}
              </EmptyState>
            ) : (
              <Suspense>
                <TimelineList
                  projectSlug={slug}
                  entries={entries}
                  gated={environment.approvals > 0}
                  stale={environment.unreachable !== null}
                />
              </Suspense>
            )}
          </Section>
          {view.hidden && view.hidden.total > 0 ? (
            <Section
              id="hidden"
              title="Beyond Prisma’s schema"
              aside={view.hidden.total.toLocaleString('en-US')}
            >
              <HiddenObjects {...view.hidden} />
            </Section>
          ) : null}
        </div>
        <div>
          {view.terminals.length > 0 ? (
            <Section id="terminals" title="From terminals">
              <TerminalRuns marks={view.terminals} />
            </Section>
          ) : null}
          <Section id="runs" title="Runs">
            <EnvironmentRuns projectSlug={slug} runs={view.runs} />
          </Section>
          <Section
            id="snapshots"
            title="Snapshots"
            aside={
              <Link href={`/p/${slug}/snapshots`} className="hover:text-ink hover:underline">
                all
              </Link>
            }
          >
            <EnvironmentSnapshots snapshots={view.snapshots} />
          </Section>
          <Section id="keeps" title="Kept by Headgate">
            <Suspense fallback={<Skeleton lines={1} />}>
              <Keeps project={slug} env={env} />
            </Suspense>
          </Section>
        </div>
      </div>
    </>
  )
}

/** The database is asked for it, which the rest of the page need not wait for. */
async function Keeps({ project, env }: { project: string; env: string }) {
  const totals = await readKeepsTotals(await requireViewer(), project, env)
  return totals ? <KeepsLine href={`/p/${project}/environments/${env}/keeps`} totals={totals} /> : null
}
