import type { Context } from '../composition/context'
import { ok } from '../domain/failure'
import { snapshotStatesBefore } from '../domain/snapshot-transition'
import { Prisma } from '../store/generated/client'
import { expireSnapshot, removeSnapshotData } from './expire-snapshot'

const atOnce = 50

/**
 * Deletes the data of snapshots whose time is over, the last one of a deploy as well: what a policy promises to delete
 * is deleted. One that a run is restoring stays until that has ended. Then tries again what an earlier deletion had to
 * leave on a server. Two runners may do this at once: each snapshot is ended by one of them. Resolves to what went, and
 * to what could not, a line each.
 */
export async function expireSnapshots(context: Context): Promise<string[]> {
  const went: string[] = []
  const over = await context.db.snapshot.findMany({
    where: {
      state: { in: snapshotStatesBefore('expired', 'housekeeping') },
      expiresAt: { lte: context.clock.now() },
    },
    include: { environment: true },
    take: atOnce,
  })
  for (const snapshot of over) {
    const expired = await expireSnapshot(context, snapshot, null)
    if (expired.ok) went.push(`snapshot ${snapshot.id} of ${snapshot.environment.name} expired`)
  }
  const left = await context.db.snapshot.findMany({
    where: {
      // A failed one whose server was away when it was to be removed.
      state: { in: ['expired', 'failed'] },
      confirmedById: null,
      location: { not: null },
      // A host's name stays, so that only what could not be deleted is asked for again.
      OR: [
        { method: { not: 'external' } },
        { state: 'expired', failure: { not: Prisma.DbNull } },
        { id: { in: over.map(({ id }) => id) } },
      ],
    },
    include: { environment: true },
    take: atOnce,
  })
  const unreachable = new Set<string>()
  for (const snapshot of left) {
    if (unreachable.has(snapshot.environmentId)) continue
    const removed = await removeSnapshotData(context, snapshot).catch((error: Error) => {
      // One that cannot be deleted holds up none of the others.
      went.push(`snapshot ${snapshot.id}: its data is still there: ${error.message}`)
      return ok()
    })
    if (!removed.ok && !snapshot.location?.startsWith('/')) unreachable.add(snapshot.environmentId)
  }
  return went
}
