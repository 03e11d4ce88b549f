import type { Endpoint, EndpointType } from '@neondatabase/api-client'
import type { Session } from '../../databases/database'
import { ok, type Result } from '../../domain/failure'
import type { Progress, SnapshotSource } from '../method'
import type { SnapshotParts } from '../parts'
import type { Neon } from './client'
import { atEndpoint, roleOf } from './endpoint-address'
import type { BranchLocation } from './location'
import { waitForOperations } from './operations'

/** A compute that was just made may be a moment away from answering, and its name from resolving. */
const openings = 8

/**
 * Gives the branch a compute, hands a session on it to `work`, and takes the compute away again, whatever happened: a
 * snapshot that nobody can connect to is one that nobody changes. Where the branch has a compute already that one is used, and stays.
 */
export async function withCompute<T>(
  parts: SnapshotParts,
  neon: Neon,
  source: SnapshotSource,
  there: BranchLocation,
  progress: Progress,
  signal: AbortSignal | undefined,
  work: (session: Session, url: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const note = (words: string) => progress(0, null, 'tables', words)
  const compute = await computeOf(neon, there, note, signal)
  if (!compute.ok) return compute
  const { endpoint, made } = compute.value
  try {
    const opened = await openOn(parts, neon, source, there, endpoint, signal)
    if (!opened.ok) return opened
    try {
      return await work(opened.value.session, opened.value.url)
    } finally {
      await opened.value.session.close()
    }
  } finally {
    if (made) await takeAway(neon, endpoint.id)
  }
}

async function computeOf(
  neon: Neon,
  { projectId, branchId }: BranchLocation,
  note: (words: string) => void,
  signal?: AbortSignal,
): Promise<Result<{ endpoint: Endpoint; made: boolean }>> {
  const found = await neon.call(
    'Looking at the branch’s computes',
    (api, params) => api.listProjectBranchEndpoints(projectId, branchId, params),
    { repeatable: true },
  )
  if (!found.ok) return found
  const there = found.value.endpoints[0]
  if (there) return ok({ endpoint: there, made: false })
  note('Asking Neon for a compute on the branch')
  // The package's enum is a value, and its code is loaded where a client is made.
  const type = 'read_write' as EndpointType
  const created = await neon.call('Adding a compute to the branch', (api, params) =>
    api.createProjectEndpoint(projectId, { endpoint: { branch_id: branchId, type } }, params),
  )
  if (!created.ok) return created
  const { endpoint, operations } = created.value
  const ready = await waitForOperations(neon, operations, note, signal)
  if (ready.ok) return ok({ endpoint, made: true })
  await takeAway(neon, endpoint.id)
  return ready
}

/** Beside the work: one that stays sleeps by itself after minutes, and goes with the branch. */
async function takeAway(neon: Neon, endpointId: string): Promise<void> {
  await neon
    .withoutSignal()
    .call('Removing the compute', (api, params) =>
      api.deleteProjectEndpoint(neon.access.projectId, endpointId, params),
    )
}

async function openOn(
  parts: SnapshotParts,
  neon: Neon,
  source: SnapshotSource,
  there: BranchLocation,
  endpoint: Endpoint,
  signal?: AbortSignal,
): Promise<Result<{ session: Session; url: string }>> {
  const address = await addressOn(neon, source, there, endpoint)
  if (!address.ok) return address
  for (let attempt = 1; ; attempt++) {
    const opened = await parts.database.open(address.value, {
      applicationName: 'headgate verify',
      refusePooler: true,
      settings: { statement_timeout: '0', default_transaction_read_only: 'on' },
    })
    if (opened.ok) return ok({ session: opened.value, url: address.value })
    const later = ['host_unknown', 'host_unreachable', 'connection_lost'].includes(opened.failure.code)
    if (!later || attempt >= openings || signal?.aborted) return opened
    await neon.clock.sleep(300 * attempt, signal).catch(() => {})
  }
}

/** As Neon gives it, for a protected branch's roles have other passwords; else the environment's own credentials. */
async function addressOn(
  neon: Neon,
  { url, identity }: SnapshotSource,
  { projectId, branchId }: BranchLocation,
  endpoint: Endpoint,
): Promise<Result<string>> {
  const role = roleOf(url)
  if (role) {
    const given = await neon.call(
      'Asking for the branch’s address',
      (api, params) =>
        api.getConnectionUri(
          {
            projectId,
            branch_id: branchId,
            endpoint_id: endpoint.id,
            database_name: identity.databaseName,
            role_name: role,
          },
          params,
        ),
      { repeatable: true },
    )
    if (given.ok) return ok(given.value.uri)
  }
  return atEndpoint(url, endpoint.host)
}
