import type { Database } from '../databases/database'
import { type ExternalAccess, readExternalHost } from '../domain/external-host'
import { FailureError, ok, type Result } from '../domain/failure'
import type { SnapshotSource } from '../snapshots/method'
import type { PrismaClient } from '../store/generated/client'
import type { Secrets } from './secrets'

/**
 * The host that was set up for the environment of this address, its key opened; null: none. By the address and not by
 * the database's identity: branches of one project share that.
 */
export async function externalHostOf(
  db: PrismaClient,
  database: Database,
  secrets: Secrets,
  { url }: Pick<SnapshotSource, 'url'>,
): Promise<Result<ExternalAccess | null>> {
  const label = database.label(url)
  if (!label.ok) return ok(null)
  const there = await db.environment.findMany({
    where: { label: label.value },
    select: { externalHost: true },
  })
  const host = there.map(({ externalHost }) => readExternalHost(externalHost)).find((each) => each !== null)
  if (!host) return ok(null)
  try {
    const { provider, projectId, branchId, keySecret } = host
    return ok({ provider, projectId, branchId, key: secrets.open(keySecret) })
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}
