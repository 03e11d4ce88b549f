import 'server-only'
import { z } from 'zod'
import { context } from '../composition/context'
import type { Actor } from '../domain/permission'
import type { ResolutionView } from '../domain/resolution-view'
import { actsOf } from '../operations/find-resolution'
import { readOutcome, readPolicy, readResolution } from '../store/read-json'

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
      approvedBy: true,
      runs: { orderBy: { createdAt: 'asc' }, include: { requestedBy: true } },
    },
  })
  if (!row) return null
  const { environment, proposedBy, approvedBy } = row
  const { project, slug, name, kind, label } = environment
  return {
    id,
    project: { slug: project.slug, name: project.name },
    environment: { slug, name, kind, label },
    state: row.state,
    body: readResolution(row.body),
    fingerprint: row.fingerprint,
    reason: row.reason,
    proposedBy: { id: proposedBy.id, name: proposedBy.name },
    approvedBy:
      approvedBy && row.approvedAt
        ? { id: approvedBy.id, name: approvedBy.name, at: row.approvedAt.toISOString() }
        : null,
    createdAt: row.createdAt.toISOString(),
    needsApproval: readPolicy(environment.policy).approvals > 0,
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
