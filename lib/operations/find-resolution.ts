import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { Actor } from '../domain/permission'
import { type ResolutionActs, resolutionActs } from '../domain/resolution-transition'
import type { Prisma, Resolution } from '../store/generated/client'
import { type ApprovedRow, approvalsOf, withApprovals } from '../store/resolution-approvals'

const parts = {
  environment: { include: { project: true } },
  ...withApprovals,
} as const satisfies Prisma.ResolutionInclude

export type ResolutionInProject = Prisma.ResolutionGetPayload<{ include: typeof parts }>

/** Within its project; with a fingerprint, only what was on the screen. */
export async function findResolution(
  context: Context,
  where: { projectSlug: string; resolutionId: string; fingerprint?: string },
): Promise<Result<ResolutionInProject>> {
  const row = await context.db.resolution.findFirst({
    where: { id: where.resolutionId, environment: { project: { slug: where.projectSlug } } },
    include: parts,
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
  row: Pick<Resolution, 'state'> & ApprovedRow,
): ResolutionActs {
  const { state, proposedById } = row
  return resolutionActs({ viewer, state, proposedById, approvals: approvalsOf(row) })
}
