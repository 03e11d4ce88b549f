import 'server-only'
import { context } from '../composition/context'
import type { MigrationStatus } from '../domain/migration'
import type { MatrixRow, OverviewView } from '../domain/overview-view'
import type { Actor } from '../domain/permission'
import { readActivity } from './activity'
import { actOf } from './acts'
import { statusesOf, summaryOf, summaryParts } from './environment-summary'
import { newestRevision } from './newest-revision'

/** A project at a glance; null when it does not exist. `most`: how many migrations the matrix shows. */
export async function readOverview(viewer: Actor, slug: string, most: number): Promise<OverviewView | null> {
  const project = await context().db.project.findUnique({
    where: { slug },
    include: { environments: { orderBy: { position: 'asc' }, include: summaryParts } },
  })
  if (!project) return null
  const [revision, activity] = await Promise.all([newestRevision(project.id), readActivity(project, 14)])
  const files = revision?.migrations ?? []
  const statuses = project.environments.map((environment) => statusesOf(environment.observation, files))
  const names = namesOf(
    files.map((file) => file.name),
    statuses,
  )
  return {
    project: { slug: project.slug, name: project.name },
    revision: revision && {
      digest: revision.digest,
      createdAt: revision.createdAt.toISOString(),
      migrations: files.length,
    },
    environments: project.environments.map((row, index) => summaryOf(row, statuses[index] ?? [])),
    rows: matrix(names.slice(0, most), statuses),
    migrations: names.length,
    activity,
    open: actOf(viewer, 'deploy-request.open'),
    observe: actOf(viewer, 'environment.observe'),
  }
}

/** Newest first, by name, which begins with the time it was made. */
function namesOf(files: string[], statuses: MigrationStatus[][]): string[] {
  const names = new Set([...files, ...statuses.flat().map((status) => status.name)])
  return [...names].sort().reverse()
}

function matrix(names: string[], statuses: MigrationStatus[][]): MatrixRow[] {
  const columns = statuses.map((column) => new Map(column.map((status) => [status.name, status.state])))
  return names.map((name) => ({ name, states: columns.map((column) => column.get(name) ?? null) }))
}
