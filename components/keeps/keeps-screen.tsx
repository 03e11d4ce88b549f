import Link from 'next/link'
import type { KeepsView } from '@/lib/domain/keeps-view'
import { count } from '@/lib/domain/verdict'
import { EnvironmentName } from '../deploy-request/environment-name'
import { FailureNotice } from '../ui/failure-notice'
import { Bytes } from '../ui/numbers'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Time } from '../ui/time'
import { CopyList } from './copy-list'
import { DatabaseList } from './database-list'
import { PurgeCopies } from './purge-copies'
import { SnapshotList } from './snapshot-list'

/** All that Headgate keeps of one environment: the sums first, then each thing with size, end and maker. */
export function KeepsScreen({ view }: { view: KeepsView }) {
  const { project, environment, copies, databases, snapshots, unreachable } = view
  const home = `/p/${project.slug}`
  return (
    <>
      <PageHeader
        trail={[
          { href: home, label: project.name },
          { href: `${home}/environments/${environment.slug}`, label: environment.name },
        ]}
        title="What Headgate keeps"
        meta={
          <>
            <EnvironmentName {...environment} />
            <span className="font-mono text-xs">{environment.label}</span>
            <span>
              asked <Time at={view.at} />
            </span>
          </>
        }
      />
      <Sums view={view} />
      {unreachable ? (
        <div className="space-y-2 pb-8">
          <FailureNotice failure={unreachable} />
          <p className="text-sm text-muted">
            What is kept on its server could not be asked.{' '}
            {view.lastSeen ? (
              <>
                The database was last seen <Time at={view.lastSeen} />; what stands below without a size may
                have changed since.
              </>
            ) : (
              'It was never seen.'
            )}
          </p>
        </div>
      ) : null}
      <Section
        id="copies"
        title="Kept by deploys"
        aside={copies ? count(copies.length, 'copy', 'copies') : 'not known now'}
        actions={
          copies && copies.length > (view.purge.allowed ? 1 : 0) ? (
            <PurgeCopies
              projectSlug={project.slug}
              environment={environment}
              copies={copies}
              act={view.purge}
            >
              Purge all…
            </PurgeCopies>
          ) : null
        }
      >
        <CopyList view={view} />
      </Section>
      <Section
        id="databases"
        title="Whole databases"
        aside={count(databases.length, 'database', 'databases')}
      >
        <DatabaseList view={view} />
      </Section>
      <Section
        id="snapshots"
        title="Snapshots"
        aside={count(snapshots.length, 'snapshot', 'snapshots')}
        actions={
          <Link href={`${home}/snapshots`} className="text-sm text-accent underline">
            Take, restore and delete them
          </Link>
        }
      >
        <SnapshotList snapshots={snapshots} />
      </Section>
    </>
  )
}

function Sums({ view }: { view: KeepsView }) {
  const { onTheServer, inHeadgate, unsized } = view.totals
  return (
    <dl className="flex flex-wrap gap-x-14 gap-y-4 pb-8">
      <div>
        <dt className="text-sm text-muted">On its server</dt>
        <dd className="text-3xl font-semibold tracking-tight">
          {onTheServer === null ? <span className="text-care">unknown</span> : <Bytes value={onTheServer} />}
        </dd>
      </div>
      <div>
        <dt className="text-sm text-muted">In Headgate’s own folder</dt>
        <dd className="text-3xl font-semibold tracking-tight">
          <Bytes value={inHeadgate} />
        </dd>
      </div>
      {unsized > 0 ? (
        <div>
          <dt className="text-sm text-muted">Of unknown size</dt>
          <dd className="text-3xl font-semibold tracking-tight text-care">{unsized}</dd>
        </div>
      ) : null}
    </dl>
  )
}
