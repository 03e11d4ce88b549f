import type { ExternalAccess } from '../../domain/external-host'
import { fail, ok, type Result } from '../../domain/failure'
import type { SnapshotParts } from '../parts'
import { openNeon } from './client'
import { findBranch } from './create-branch'
import { type BranchLocation, branchName, readLocation } from './location'

/**
 * Deletes a branch that Headgate made: its id and its name are those that were written down, it hangs on the
 * environment's branch, and it is neither the project's default nor protected. One that is gone is gone.
 */
export async function removeBranch(
  parts: SnapshotParts,
  access: ExternalAccess,
  location: string,
): Promise<Result<void>> {
  const there = readLocation(location)
  if (!there || there.projectId !== access.projectId) {
    return fail('external_host_failed', `“${location}” is no branch of the project ${access.projectId}.`)
  }
  return deleteOwnBranch(parts, access, there)
}

/** A process that was killed while Neon was at work left a branch, and its name is all that is known of it. */
export async function removeLeftBranch(
  parts: SnapshotParts,
  access: ExternalAccess,
  id: string,
): Promise<Result<void>> {
  const name = branchName(id)
  const left = await findBranch(await openNeon(parts, access), name)
  if (!left.ok) return left
  return left.value ? deleteOwnBranch(parts, access, { branchId: left.value.id, name }) : ok()
}

async function deleteOwnBranch(
  parts: SnapshotParts,
  access: ExternalAccess,
  { branchId, name }: Pick<BranchLocation, 'branchId' | 'name'>,
): Promise<Result<void>> {
  const neon = await openNeon(parts, access)
  const { projectId } = access
  const found = await neon.call(
    `Looking at the branch “${name}”`,
    (api, params) => api.getProjectBranch(projectId, branchId, params),
    { repeatable: true },
  )
  if (!found.ok) return found.failure.meta.status === 404 ? ok() : found
  const { branch } = found.value
  const foreign =
    branch.name !== name || branch.parent_id !== access.branchId || branch.default || branch.protected
  if (branchId === access.branchId || foreign) {
    return fail(
      'external_host_failed',
      `The branch ${branchId} is now “${branch.name}”${branch.default ? ', the project’s default' : ''}${branch.protected ? ', protected' : ''}: Headgate deletes only branches that are as it made them.`,
    )
  }
  const deleted = await neon.call(`Deleting the branch “${name}”`, (api, params) =>
    api.deleteProjectBranch({ projectId, branchId }, params),
  )
  return deleted.ok || deleted.failure.meta.status === 404 ? ok() : deleted
}
