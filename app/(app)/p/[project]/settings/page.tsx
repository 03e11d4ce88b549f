import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ConnectEnvironmentForm } from '@/components/environment/connect-environment-form'
import { EnvironmentSettings } from '@/components/environment/environment-settings'
import { ProjectSource } from '@/components/project/project-source'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { readProjectSettings } from '@/lib/queries/project-settings'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Settings' }

export default async function ProjectSettingsPage({ params }: { params: Promise<{ project: string }> }) {
  const viewer = await requireViewer()
  const settings = await readProjectSettings(viewer, (await params).project)
  if (!settings) notFound()
  const { slug, name, environments, connect, changePolicy } = settings
  return (
    <>
      <PageHeader title="Settings" trail={[{ href: `/p/${slug}`, label: name }]} />
      <ProjectSource settings={settings} />
      {environments.map((environment) => (
        <EnvironmentSettings
          key={environment.slug}
          projectSlug={slug}
          environment={environment}
          connect={connect}
          changePolicy={changePolicy}
        />
      ))}
      <Section id="connect" title="Connect an environment">
        {connect.allowed ? (
          <ConnectEnvironmentForm projectSlug={slug} connect={connect} />
        ) : (
          <p className="text-sm text-muted">{connect.because}</p>
        )}
      </Section>
    </>
  )
}
