import type { Plan } from '../domain/plan'
import { type PlanScope, scopeCovers } from '../domain/plan-scope'
import type { Prisma } from '../store/generated/client'
import { readManifest } from '../store/read-json'

const lookedAt = 50

const withPerson = { confirmedBy: true } as const satisfies Prisma.SnapshotInclude

/**
 * The newest snapshot that counts and holds what the plan starts from: it has that schema, and no deploy or rollback
 * ended after it was taken, since restoring it would take that one back as well. `before` looks only at what was there
 * when a run started. What holds single tables counts
 * where `scope` is given and covered by it; without, only what holds everything.
 */
export async function snapshotOfBase(
  db: Prisma.TransactionClient,
  environmentId: string,
  plan: Pick<Plan, 'chain'>,
  counts: Prisma.SnapshotWhereInput,
  { before, scope }: { before?: Date; scope?: PlanScope | null } = {},
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
  const snapshots = await db.snapshot.findMany({
    where: {
      ...counts,
      environmentId,
      takenAt: { not: null, ...earlier, ...(changed?.endedAt ? { gt: changed.endedAt } : {}) },
    },
    orderBy: { takenAt: 'desc' },
    include: withPerson,
    take: lookedAt,
  })
  const snapshot = snapshots.find((candidate) => {
    const held = readManifest(candidate.manifest)?.scope
    return held === undefined || (scope ? scopeCovers(held, scope) : false)
  })
  if (!snapshot) return null
  // What a person vouches for has no manifest to compare.
  const manifest = readManifest(snapshot.manifest)
  return manifest && manifest.schemaFingerprint !== plan.chain[0] ? null : snapshot
}
