import type { Branch } from '@neondatabase/api-client'
import { fail, ok, type Result } from '../../domain/failure'
import type { Neon } from './client'
import { waitForOperations } from './operations'

/** From the end of its operations until the branch calls itself ready. */
const patienceMs = 2 * 60_000

/**
 * Makes a branch of the environment's branch as it was at `lsn`, without a compute, and waits until it is ready.
 * Creating is not sent twice blindly: where no answer came, the name tells whether it was done.
 */
export async function createBranch(
  neon: Neon,
  { name, lsn }: { name: string; lsn: string | null },
  note: (words: string) => void,
  signal?: AbortSignal,
): Promise<Result<Branch>> {
  const { projectId, branchId } = neon.access
  const branch = { parent_id: branchId, name, ...(lsn ? { parent_lsn: lsn } : {}) }
  const created = await neon.call('Creating the branch', (api, params) =>
    api.createProjectBranch(projectId, { branch }, params),
  )
  if (created.ok) {
    const waited = await waitForOperations(neon, created.value.operations, note, signal)
    return waited.ok ? readyBranch(neon, created.value.branch.id, note, signal) : waited
  }
  const { status } = created.failure.meta
  if (status !== null && !(typeof status === 'number' && status >= 500)) return created
  const made = await findBranch(neon, name)
  return made.ok && made.value ? readyBranch(neon, made.value.id, note, signal) : created
}

/** Null: there is none of that name. */
export async function findBranch(neon: Neon, name: string): Promise<Result<Branch | null>> {
  const { projectId } = neon.access
  const listed = await neon.call(
    'Looking for the branch',
    (api, params) => api.listProjectBranches({ projectId, search: name }, params),
    { repeatable: true },
  )
  if (!listed.ok) return listed
  return ok(listed.value.branches.find((branch) => branch.name === name) ?? null)
}

/** Asked anew: only then does the answer hold the position and time that the branch really has. */
async function readyBranch(
  neon: Neon,
  id: string,
  note: (words: string) => void,
  signal?: AbortSignal,
): Promise<Result<Branch>> {
  const until = neon.clock.now().getTime() + patienceMs
  for (let look = 1; ; look++) {
    const found = await neon.call(
      'Looking at the new branch',
      (api, params) => api.getProjectBranch(neon.access.projectId, id, params),
      { repeatable: true },
    )
    if (!found.ok) return found
    const { branch } = found.value
    if (branch.current_state === 'ready') return ok(branch)
    if (neon.clock.now().getTime() > until) {
      return fail('external_host_failed', `The new branch is still “${branch.current_state}”.`)
    }
    note(`Neon: the branch is ${branch.current_state}`)
    await neon.clock.sleep(Math.min(2_000, 100 * look), signal).catch(() => {})
  }
}
