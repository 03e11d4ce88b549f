import type { ExternalAccess, ExternalHostReport } from '../../domain/external-host'
import { fail, ok, type Result } from '../../domain/failure'
import type { SnapshotParts } from '../parts'
import { openNeon } from './client'
import { endpointAt } from './endpoint-address'

/**
 * Whether project and branch are there, and the address leads to a compute of that branch. Neon's branches share the
 * identity of their server and database: the address is all that tells them apart.
 */
export async function testAccess(
  parts: SnapshotParts,
  access: ExternalAccess,
  url: string,
  signal?: AbortSignal,
): Promise<Result<ExternalHostReport>> {
  const neon = await openNeon(parts, access, signal)
  const { projectId, branchId } = access
  const repeatable = { repeatable: true }
  const project = await neon.call(
    `Looking at the project ${projectId}`,
    (api, params) => api.getProject(projectId, params),
    repeatable,
  )
  if (!project.ok) return project
  const branch = await neon.call(
    `Looking at the branch ${branchId}`,
    (api, params) => api.getProjectBranch(projectId, branchId, params),
    repeatable,
  )
  if (!branch.ok) return branch
  const found = await neon.call(
    'Looking at the branch’s computes',
    (api, params) => api.listProjectBranchEndpoints(projectId, branchId, params),
    repeatable,
  )
  if (!found.ok) return found
  const { name, protected: isProtected } = branch.value.branch
  const endpoint = endpointAt(found.value.endpoints, url)
  if (!endpoint) {
    const hosts = found.value.endpoints.map(({ host }) => host).join(', ') || 'none'
    return fail(
      'external_host_mismatch',
      `The environment’s address leads to none of the computes of the branch “${name}” (${hosts}).`,
      { field: 'branchId' },
    )
  }
  const days = Math.floor((project.value.project.history_retention_seconds ?? 0) / 86_400)
  return ok({
    provider: 'neon',
    projectName: project.value.project.name,
    branchName: name,
    endpoint: endpoint.id,
    historyDays: days,
    notes: isProtected
      ? [
          'The branch is protected: Neon gives the roles of its branches new passwords, and Headgate asks for them.',
        ]
      : [],
  })
}
