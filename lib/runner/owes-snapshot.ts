import type { Context } from '../composition/context'
import type { Policy } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import { snapshotOfBase } from '../operations/snapshot-of-base'

/**
 * Whether a resolution has to take a snapshot first: its SQL changes what the policy wants to be able to restore, and
 * none that counts is young enough. As a deploy's gate judges.
 */
export async function owesSnapshot(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { environmentId, resolution, policy }: { environmentId: string; resolution: Resolution; policy: Policy },
): Promise<boolean> {
  if (policy.snapshot !== 'required' || resolution.work === null) return false
  const base = { chain: [resolution.base.schemaFingerprint] }
  const newest = await snapshotOfBase(db, environmentId, base, {
    OR: [{ state: 'verified' }, { state: 'complete', confirmedById: { not: null } }],
  })
  const oldest = clock.now().getTime() - policy.snapshotMaxAgeMinutes * 60_000
  return !newest?.takenAt || newest.takenAt.getTime() < oldest
}
