import type { Metadata } from 'next'
import { SettingsTabs } from '@/components/person/settings-tabs'
import { ProjectsTable } from '@/components/project/projects-table'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { readProjects } from '@/lib/queries/project-settings'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Projects' }

export default async function ProjectsPage() {
  const { projects, connect } = await readProjects(await requireViewer())
  const add = connect.allowed ? (
    <ButtonLink kind="primary" href="/connect">
      Connect a project
    </ButtonLink>
  ) : null
  return (
    <>
      <PageHeader title="Settings" actions={add} />
      <SettingsTabs current="projects" />
      {projects.length ? (
        <ProjectsTable projects={projects} />
      ) : (
        <EmptyState title="No project is connected yet">{connect.because}</EmptyState>
      )}
    </>
  )
}
