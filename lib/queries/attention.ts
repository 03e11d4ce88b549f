import 'server-only'
import { context } from '../composition/context'
import { catalogName, parseCatalogKey } from '../domain/catalog-key'
import { mostDriftedObjects } from '../domain/judge-drift'
import type { Actor } from '../domain/permission'
import type { AttentionView, IgnoredDriftRow, ResolutionRow } from '../domain/resolution-view'
import type { Prisma } from '../store/generated/client'
import { readObservation, readPolicy, readResolution } from '../store/read-json'
import { actOf } from './acts'

/** The most resolutions of before that the page lists. */
const most = 30

export const resolutionParts = {
  proposedBy: { select: { name: true } },
  approvedBy: { select: { name: true } },
  runs: { orderBy: { createdAt: 'desc' }, take: 1, select: { id: true } },
} satisfies Prisma.ResolutionInclude

/** What the page of an environment's troubles shows at once; null when there is no such environment. */
export async function readAttention(
  viewer: Actor,
  projectSlug: string,
  slug: string,
): Promise<AttentionView | null> {
  const row = await context().db.environment.findFirst({
    where: { slug, project: { slug: projectSlug } },
    include: {
      project: true,
      resolutions: { orderBy: { createdAt: 'desc' }, take: most, include: resolutionParts },
    },
  })
  if (!row) return null
  const { project, name, kind, label } = row
  return {
    project: { slug: project.slug, name: project.name },
    environment: { slug, name, kind, label },
    needsApproval: readPolicy(row.policy).approvals > 0,
    resolutions: row.resolutions.map(toResolutionRow),
    ignored: await readIgnoredDrift(row.id, row.observation),
    drifted: (readObservation(row.observation)?.drift.objects ?? []).filter((object) => !object.ignored),
    acts: {
      propose: actOf(viewer, 'resolution.propose'),
      carryOut: actOf(viewer, 'run.resolve'),
      ignore: actOf(viewer, 'drift.ignore'),
    },
  }
}

export function toResolutionRow(
  row: Prisma.ResolutionGetPayload<{ include: typeof resolutionParts }>,
): ResolutionRow {
  const body = readResolution(row.body)
  return {
    id: row.id,
    state: row.state,
    kind: body.kind,
    trouble: body.trouble,
    migration: row.migration,
    title: row.title,
    proposedBy: row.proposedBy.name,
    approvedBy: row.approvedBy?.name ?? null,
    at: row.updatedAt.toISOString(),
    runId: row.runs[0]?.id ?? null,
  }
}

/** What somebody decided to leave as it is, and whether it still is as it was then. */
async function readIgnoredDrift(
  environmentId: string,
  observation: Prisma.JsonValue,
): Promise<IgnoredDriftRow[]> {
  const rows = await context().db.ignoredDrift.findMany({
    where: { environmentId },
    orderBy: { createdAt: 'desc' },
    include: { ignoredBy: { select: { name: true } } },
  })
  const seen = readObservation(observation)?.drift.objects
  return rows.map(({ id, key, definitions, reason, ignoredBy, createdAt }) => {
    const object = seen?.find((each) => each.key === key)
    const complete = seen !== undefined && seen.length < mostDriftedObjects
    return {
      id,
      key,
      what: object?.what ?? nameOf(key),
      reason,
      by: ignoredBy.name,
      at: createdAt.toISOString(),
      stands: object || complete ? object?.definitions === definitions : null,
    }
  })
}

/** `index:public.orders.note_idx` → `index orders.note_idx` */
function nameOf(key: string): string {
  const { kind, path } = parseCatalogKey(key)
  return `${kind} ${catalogName(path)}`
}
