import 'server-only'
import { context } from '../composition/context'
import { readExternalHost } from '../domain/external-host'
import { gatesTerminals } from '../domain/gate-mark'
import type { Actor } from '../domain/permission'
import type { EnvironmentSettings, ProjectRow, ProjectSettings } from '../domain/project-view'
import { versionText } from '../domain/server-version'
import type { Prisma } from '../store/generated/client'
import { readFailure, readNotes, readPolicy } from '../store/read-json'
import { actOf } from './acts'

const environmentParts = {
  orderBy: { position: 'asc' },
  include: {
    _count: {
      select: {
        deployRequests: true,
        snapshots: {
          where: { method: 'external', confirmedById: null, state: { in: ['complete', 'verified'] } },
        },
      },
    },
  },
} satisfies Prisma.Project$environmentsArgs

type EnvironmentOfSettings = Prisma.EnvironmentGetPayload<Pick<typeof environmentParts, 'include'>>

/** A project's source, environments and policies; null when it does not exist. */
export async function readProjectSettings(viewer: Actor, slug: string): Promise<ProjectSettings | null> {
  const project = await context().db.project.findUnique({
    where: { slug },
    include: {
      environments: environmentParts,
      revisions: { orderBy: { lastSeenAt: 'desc' }, take: 1, include: { author: true } },
    },
  })
  if (!project) return null
  const revision = project.revisions[0]
  return {
    slug,
    name: project.name,
    path: project.sourcePath,
    revision: revision
      ? {
          digest: revision.digest,
          at: revision.createdAt.toISOString(),
          author: revision.author?.name ?? null,
          migrations: Array.isArray(revision.migrations) ? revision.migrations.length : 0,
          notes: readNotes(revision.notes),
        }
      : null,
    environments: project.environments.map(toEnvironment),
    refresh: actOf(viewer, 'project.refresh'),
    connect: actOf(viewer, 'environment.connect'),
    changePolicy: actOf(viewer, 'environment.change-policy'),
    move: actOf(viewer, 'project.connect'),
  }
}

/** Every project, for the settings. */
export async function readProjects(
  viewer: Actor,
): Promise<{ projects: ProjectRow[]; connect: ReturnType<typeof actOf> }> {
  const rows = await context().db.project.findMany({
    orderBy: { name: 'asc' },
    include: { environments: { orderBy: { position: 'asc' }, select: { slug: true, name: true } } },
  })
  const projects = rows.map(({ slug, name, sourcePath, createdAt, environments }) => {
    return { slug, name, path: sourcePath, connectedAt: createdAt.toISOString(), environments }
  })
  return { projects, connect: actOf(viewer, 'project.connect') }
}

function toEnvironment(row: EnvironmentOfSettings): EnvironmentSettings {
  return {
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    label: row.label,
    serverVersion: row.serverVersion === null ? null : versionText(row.serverVersion),
    hasShadowUrl: row.shadowUrlSecret !== null,
    host: hostOf(row),
    policy: readPolicy(row.policy),
    observedAt: row.observedAt?.toISOString() ?? null,
    unreachable: readFailure(row.unreachable),
    deployRequests: row._count.deployRequests,
    gate: {
      wanted: gatesTerminals(readPolicy(row.policy)),
      markedAt: row.gateMarkedAt?.toISOString() ?? null,
      refusal: row.gateRefusal,
    },
  }
}

/** Without its key. */
function hostOf({ externalHost, _count }: EnvironmentOfSettings): EnvironmentSettings['host'] {
  const host = readExternalHost(externalHost)
  if (!host) return null
  const { keySecret: _, ...shown } = host
  return { ...shown, snapshots: _count.snapshots }
}
