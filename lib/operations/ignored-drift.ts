import type { IgnoredDrift } from '../domain/resolution'
import type { Prisma } from '../store/generated/client'

/** What somebody decided to leave as it is in an environment. */
export async function ignoredDriftOf(
  db: Prisma.TransactionClient,
  environmentId: string,
): Promise<IgnoredDrift[]> {
  const rows = await db.ignoredDrift.findMany({
    where: { environmentId },
    orderBy: { key: 'asc' },
    include: { ignoredBy: { select: { name: true } } },
  })
  return rows.map(({ key, definitions, reason, ignoredBy, createdAt }) => {
    return { key, definitions, reason, by: ignoredBy.name, at: createdAt.toISOString() }
  })
}
