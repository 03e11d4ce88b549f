import type { ExternalAccess } from '../domain/external-host'
import { externalProviderNames } from '../domain/external-host'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { ExternalHostPort } from './external/host'
import { externalHosts, hostOf } from './external/hosts'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'

const instead =
  'Take one with the database’s own means (a volume or managed snapshot, point-in-time recovery) and confirm it here by name.'

/** A gate asks on every look at a page; the host need not be asked as often. */
const freshMs = 60_000

/**
 * What lives outside Headgate. Where a host of the environment was set up it is asked for one, and what it made is
 * opened and compared. What a named person confirmed is recorded, and never called verified.
 */
export function createExternalMethod(parts: SnapshotParts): SnapshotMethod {
  const known = new Map<string, { until: number; answer: Availability }>()
  return {
    name: 'external',
    guarantees: {
      consistent: true,
      cost: externalHosts.neon.cost,
      needs: [
        'the database’s host set up in the environment’s settings, with a key',
        'SELECT on every table',
      ],
    },
    async available(source) {
      const found = await reach(parts, source)
      if (!found.ok) return { available: false, reason: `${found.failure.why} ${instead}` }
      const { host, access } = found.value
      const place = JSON.stringify([access, source.url])
      const now = Date.now()
      const fresh = known.get(place)
      if (fresh && fresh.until > now) return fresh.answer
      const answer = await ask(parts, host, access, source)
      if (answer.available) known.set(place, { until: now + freshMs, answer })
      return answer
    },
    async take(source, id, progress, signal) {
      const found = await reach(parts, source)
      if (!found.ok) return found
      const { host, access } = found.value
      return host.take(parts, access, source, id, progress, signal)
    },
    async verify(source, taken, progress, signal) {
      const host = hostOf(taken.location)
      if (!host) {
        const why = 'It was confirmed by a person and lives outside Headgate, which cannot try it.'
        return fail('snapshot_not_verified', why)
      }
      const found = await reach(parts, source)
      if (!found.ok) return found
      return host.verify(parts, found.value.access, source, taken, progress, signal)
    },
    async restoreTo(_source, { location }) {
      return fail('restore_failed', byHand(location))
    },
    async removeLeft(source, id) {
      const found = await reach(parts, source)
      return found.ok ? found.value.host.removeLeft(parts, found.value.access, id) : found
    },
    restoredByHand: byHand,
    // What Headgate did not make it does not delete.
    async remove(source, location) {
      const host = hostOf(location)
      if (!host) return
      const found = await reach(parts, source)
      if (!found.ok) throw new FailureError(found.failure)
      const removed = await host.remove(parts, found.value.access, location)
      if (!removed.ok) throw new FailureError(removed.failure)
    },
  }
}

function byHand(location: string): string {
  const host = hostOf(location)
  if (host) return host.howToRestore(location)
  return `“${location}” lives outside Headgate: restore it with the means of the database’s host into a new database, look at it, and give the environment its address.`
}

async function reach(
  parts: SnapshotParts,
  source: Pick<SnapshotSource, 'url'>,
): Promise<Result<{ host: ExternalHostPort; access: ExternalAccess }>> {
  const found = (await parts.externalHostFor?.(source)) ?? ok(null)
  if (!found.ok) return found
  const access = found.value
  if (access) return ok({ host: externalHosts[access.provider], access })
  const names = Object.values(externalProviderNames).join(' or ')
  return fail(
    'snapshot_unavailable',
    `No host is set up for this environment (${names}, in its settings), so that Headgate cannot ask for one.`,
  )
}

async function ask(
  parts: SnapshotParts,
  host: ExternalHostPort,
  access: ExternalAccess,
  source: SnapshotSource,
): Promise<Availability> {
  const tested = await host.test(parts, access, source.url)
  if (!tested.ok) return { available: false, reason: `${tested.failure.what} ${tested.failure.why}` }
  const { projectName, branchName } = tested.value
  const name = externalProviderNames[access.provider]
  return {
    available: true,
    reason: `${name} makes a branch of “${branchName}” in the project “${projectName}”: nothing is copied, and it is ready in seconds.`,
  }
}
