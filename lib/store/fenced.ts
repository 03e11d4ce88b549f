import { LeaseLostError } from '../domain/journal'
import type { Prisma, PrismaClient } from './generated/client'

/** What a runner got when it claimed a run: its own name, and how often the run had been claimed by then. */
export interface Claim {
  claimedBy: string
  claims: number
}

// A busy machine is no reason to lose a run: the defaults of two and five seconds are too short.
const patience = { maxWait: 15_000, timeout: 30_000 }

/**
 * Runs `work` in one transaction that begins by proving the claim: the run's row is locked, its `sequence` grows, and
 * a runner that was taken over gets a `LeaseLostError` instead of a write.
 */
export async function fenced<T>(
  db: PrismaClient,
  runId: string,
  claim: Claim,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { id: runId, state: 'running', ...claim },
      data: { sequence: { increment: 1 } },
    })
    if (count === 0) throw new LeaseLostError(runId)
    return work(tx)
  }, patience)
}
