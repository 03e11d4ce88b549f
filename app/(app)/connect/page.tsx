import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ConnectEnvironmentForm } from '@/components/environment/connect-environment-form'
import { ConnectProjectForm } from '@/components/project/connect-project-form'
import { ConnectedEnvironments } from '@/components/project/connected-environments'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { countOf } from '@/lib/domain/count-words'
import { readProjectSettings, readProjects } from '@/lib/queries/project-settings'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Connect a project' }

export default async function ConnectPage({
  searchParams,
}: {
  searchParams: Promise<{ project?: string | string[] }>
}) {
  const viewer = await requireViewer()
  const { project } = await searchParams
  if (typeof project !== 'string') {
    const { connect } = await readProjects(viewer)
    return (
      <>
        <PageHeader
          title="Connect a project"
          meta="First the files, then the databases that they are deployed to."
        />
        <ConnectProjectForm connect={connect} />
      </>
    )
  }
  const settings = await readProjectSettings(viewer, project)
  if (!settings) notFound()
  const { slug, name, environments, connect, revision } = settings
  return (
    <>
      <PageHeader
        title={`Databases of ${name}`}
        meta={`${countOf(revision?.migrations ?? 0, 'migration')} found. Now the databases to deploy to.`}
        actions={
          environments.length ? (
            <ButtonLink kind="primary" href={`/p/${slug}`}>
              Open the overview
            </ButtonLink>
          ) : null
        }
      />
      {environments.length ? <ConnectedEnvironments environments={environments} /> : null}
      <Section id="connect" title={environments.length ? 'Connect another one' : 'Connect the first one'}>
        <ConnectEnvironmentForm projectSlug={slug} connect={connect} />
      </Section>
    </>
  )
}
