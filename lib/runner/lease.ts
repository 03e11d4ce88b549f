import type { Clock } from '../domain/clock'
import { LeaseLostError } from '../domain/journal'
import type { Claim } from '../store/fenced'
import type { PrismaClient } from '../store/generated/client'

/** Keeps a claimed run ours while it is executed. */
export interface Lease {
  /** Fires when another runner holds the run. */
  lost: AbortSignal
  close(): Promise<void>
}

/** Renews at a third of the lease. A control database that is away is no loss: nobody else can claim there either. */
export function keepLease(
  db: PrismaClient,
  clock: Clock,
  runId: string,
  claim: Claim,
  leaseMs: number,
): Lease {
  const lost = new AbortController()
  const ended = new AbortController()

  async function renew(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(leaseMs / 3, ended.signal).catch(() => {})
      if (ended.signal.aborted) return
      const held = await extendLease(db, runId, claim, leaseMs).catch(() => true)
      if (!held) return lost.abort(new LeaseLostError(runId))
    }
  }
  const renewing = renew()
  return {
    lost: lost.signal,
    async close() {
      ended.abort()
      await renewing
    },
  }
}

/** False: the run is no longer ours, or has ended. */
export async function extendLease(
  db: PrismaClient,
  runId: string,
  { claimedBy, claims }: Claim,
  leaseMs: number,
): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE "Run" SET "leaseUntil" = clock_timestamp() AT TIME ZONE 'UTC' + ${leaseMs} * interval '1 millisecond'
    WHERE id = ${runId} AND state = 'running' AND "claimedBy" = ${claimedBy} AND claims = ${claims}`
  return count > 0
}
