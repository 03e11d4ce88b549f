import type { Plan } from '../domain/plan'
import type { Prisma } from '../store/generated/client'
import { readManifest } from '../store/read-json'

const withPerson = { confirmedBy: true } as const satisfies Prisma.SnapshotInclude

/**
 * The newest snapshot that counts and holds what the plan starts from: it has that schema, and no deploy or rollback
 * ended after it was taken, since restoring it would take that one back as well. `before` looks only at what was there
 * when a run started.
 */
export async function snapshotOfBase(
  db: Prisma.TransactionClient,
  environmentId: string,
  plan: Pick<Plan, 'chain'>,
  counts: Prisma.SnapshotWhereInput,
  before?: Date,
): Promise<Prisma.SnapshotGetPayload<{ include: typeof withPerson }> | null> {
  const earlier = before ? { lt: before } : {}
  const changed = await db.run.findFirst({
    where: {
      environmentId,
      kind: { in: ['deploy', 'rollback', 'restore'] },
      state: { in: ['succeeded', 'unverified', 'unknown'] },
      endedAt: { not: null, ...earlier },
    },
    orderBy: { endedAt: 'desc' },
  })
  const snapshot = await db.snapshot.findFirst({
    where: {
      ...counts,
      environmentId,
      takenAt: { not: null, ...earlier, ...(changed?.endedAt ? { gt: changed.endedAt } : {}) },
    },
    orderBy: { takenAt: 'desc' },
    include: withPerson,
  })
  // What a person vouches for has no manifest to compare.
  const manifest = readManifest(snapshot?.manifest)
  return manifest && manifest.schemaFingerprint !== plan.chain[0] ? null : snapshot
}
