import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { Actor } from '../domain/permission'
import { type ResolutionActs, resolutionActs } from '../domain/resolution-transition'
import type { Environment, Project, Resolution } from '../store/generated/client'
import { readPolicy } from '../store/read-json'

export type ResolutionInProject = Resolution & { environment: Environment & { project: Project } }

/** Within its project; with a fingerprint, only what was on the screen. */
export async function findResolution(
  context: Context,
  where: { projectSlug: string; resolutionId: string; fingerprint?: string },
): Promise<Result<ResolutionInProject>> {
  const row = await context.db.resolution.findFirst({
    where: { id: where.resolutionId, environment: { project: { slug: where.projectSlug } } },
    include: { environment: { include: { project: true } } },
  })
  if (!row) return fail('not_found', `The project “${where.projectSlug}” has no such resolution.`)
  if (where.fingerprint !== undefined && where.fingerprint !== row.fingerprint) {
    return fail('resolution_outdated', 'Another resolution is kept under this address than the one you saw.')
  }
  return ok(row)
}

/** What somebody may do with it, under the environment's policy of now. */
export function actsOf(
  viewer: Pick<Actor, 'id' | 'role'>,
  row: Pick<Resolution, 'state' | 'proposedById'> & { environment: Pick<Environment, 'policy'> },
): ResolutionActs {
  const { state, proposedById, environment } = row
  const needsApproval = readPolicy(environment.policy).approvals > 0
  return resolutionActs({ viewer, state, proposedById, needsApproval })
}
