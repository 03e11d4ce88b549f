import 'server-only'
import { z } from 'zod'
import { context } from '../composition/context'
import type { Actor } from '../domain/permission'
import { resolutionStateNow } from '../domain/resolution-transition'
import type { ResolutionView } from '../domain/resolution-view'
import { actsOf } from '../operations/find-resolution'
import { readOutcome, readResolution } from '../store/read-json'
import { approvalsOf, withApprovals } from '../store/resolution-approvals'
import { toApprovalsView } from './attention'
import { readBefores } from './befores'

/** A resolution with everything its page shows; null when it does not exist in this project. */
export async function readResolutionView(
  viewer: Actor,
  projectSlug: string,
  id: string,
): Promise<ResolutionView | null> {
  if (!z.uuid().safeParse(id).success) return null
  const row = await context().db.resolution.findFirst({
    where: { id, environment: { project: { slug: projectSlug } } },
    include: {
      environment: { include: { project: true } },
      proposedBy: true,
      ...withApprovals,
      runs: { orderBy: { createdAt: 'asc' }, include: { requestedBy: true } },
    },
  })
  if (!row) return null
  const { environment, proposedBy } = row
  const body = readResolution(row.body)
  const { project, slug, name, kind, label } = environment
  return {
    id,
    project: { slug: project.slug, name: project.name },
    environment: { slug, name, kind, label },
    state: resolutionStateNow(row.state, approvalsOf(row)),
    body,
    fingerprint: row.fingerprint,
    reason: row.reason,
    proposedBy: { id: proposedBy.id, name: proposedBy.name },
    approvals: toApprovalsView(row),
    createdAt: row.createdAt.toISOString(),
    befores: await readBefores(row.revisionId, body.files),
    runs: row.runs.map((run) => ({
      id: run.id,
      state: run.state,
      by: run.requestedBy.name,
      at: (run.endedAt ?? run.startedAt ?? run.createdAt).toISOString(),
      outcome: readOutcome(run.outcome),
    })),
    acts: actsOf(viewer, row),
  }
}
