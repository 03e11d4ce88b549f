import 'server-only'
import { context } from '../composition/context'
import { catalogName, parseCatalogKey } from '../domain/catalog-key'
import { mostDriftedObjects } from '../domain/judge-drift'
import type { Actor } from '../domain/permission'
import { type ResolutionState, resolutionStateNow } from '../domain/resolution-transition'
import type {
  ApprovalsView,
  ApprovalView,
  AttentionView,
  IgnoredDriftRow,
  ResolutionRow,
} from '../domain/resolution-view'
import type { ApprovalFact } from '../domain/standing-approvals'
import type { Prisma } from '../store/generated/client'
import { readObservation, readPolicy, readResolution } from '../store/read-json'
import { type ApprovedRow, approvalsOf, withApprovals } from '../store/resolution-approvals'
import { actOf } from './acts'

/** The most resolutions of before that the page lists. */
const most = 30

export const resolutionParts = {
  proposedBy: { select: { name: true } },
  environment: { select: { policy: true } },
  ...withApprovals,
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
    approvalsWanted: readPolicy(row.policy).approvals,
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
    state: resolutionStateNow(row.state, approvalsOf(row)),
    kind: body.kind,
    trouble: body.trouble,
    migration: row.migration,
    title: row.title,
    proposedBy: row.proposedBy.name,
    approvals: toApprovalsView(row),
    at: row.updatedAt.toISOString(),
    runId: row.runs[0]?.id ?? null,
  }
}

/** Who approved it. What is settled was judged by what counted then: everybody is named. */
export function toApprovalsView(row: ApprovedRow & { state: ResolutionState }): ApprovalsView {
  const approvals = approvalsOf(row)
  const given = approvals.given.map(toApproval)
  const lapsed = approvals.lapsed.map(toApproval)
  const { wanted, missing } = approvals
  if (row.state === 'proposed' || row.state === 'approved') return { wanted, missing, given, lapsed }
  return { wanted, missing: 0, given: [...given, ...lapsed], lapsed: [] }
}

function toApproval({ userId, userName, at }: ApprovalFact): ApprovalView {
  return { id: userId, name: userName, at: at.toISOString() }
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
