import type { Clock } from '../domain/clock'
import { fail } from '../domain/failure'
import { runNoun } from '../domain/run'
import { recordRunEnd } from '../store/end-run'
import type { Claim } from '../store/fenced'
import type { Prisma, PrismaClient } from '../store/generated/client'

export interface ClaimedRun {
  runId: string
  claim: Claim
  /** `fresh`: never begun. `stopped`: another runner had begun it and its lease is over. */
  how: 'fresh' | 'stopped'
}

// Claiming waits for nobody but a moment, yet the control database may be busy.
const patience = { maxWait: 10_000, timeout: 20_000 }

/**
 * Takes the next run: first one that a dead runner left, then the oldest that is queued. A queued one whose environment
 * is held by another run ends at once, and is told by which. Null: nothing to do. Leases are by the control database's
 * clock, so that runners' clocks may disagree.
 */
export async function claimRun(
  db: PrismaClient,
  clock: Clock,
  runner: string,
  leaseMs: number,
): Promise<ClaimedRun | null> {
  return db.$transaction(
    async (tx) => (await takeStopped(tx, runner, leaseMs)) ?? (await takeQueued(tx, clock, runner, leaseMs)),
    patience,
  )
}

async function takeStopped(
  tx: Prisma.TransactionClient,
  runner: string,
  leaseMs: number,
): Promise<ClaimedRun | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Run"
    WHERE state = 'running' AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp() AT TIME ZONE 'UTC')
    ORDER BY "createdAt", id LIMIT 1 FOR UPDATE SKIP LOCKED`
  const id = rows[0]?.id
  return id ? mark(tx, id, runner, leaseMs, 'stopped') : null
}

async function takeQueued(
  tx: Prisma.TransactionClient,
  clock: Clock,
  runner: string,
  leaseMs: number,
): Promise<ClaimedRun | null> {
  const rows = await tx.$queryRaw<{ id: string; environmentId: string }[]>`
    SELECT id, "environmentId" FROM "Run" WHERE state = 'queued'
    ORDER BY "createdAt", id LIMIT 1 FOR UPDATE SKIP LOCKED`
  const queued = rows[0]
  if (!queued) return null
  // Two runners that claim two runs of one environment take turns here.
  await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${queued.environmentId} FOR UPDATE`
  const other = await tx.run.findFirst({
    where: { environmentId: queued.environmentId, state: 'running' },
    include: { requestedBy: true },
  })
  const claimed = await mark(tx, queued.id, runner, leaseMs, 'fresh')
  if (!other) return claimed
  const since = (other.startedAt ?? other.createdAt).toISOString()
  const why = `The ${runNoun(other.kind)} ${other.id} of ${other.requestedBy.name} is running since ${since}.`
  const { failure } = fail('run_in_progress', why, { runId: other.id })
  const outcome = {
    ok: false,
    what: `${failure.what} Nothing was done.`,
    next: failure.fix,
    undo: null,
    failure,
  }
  await recordRunEnd(tx, clock, queued.id, 'failed', outcome, 'nothing')
  return null
}

async function mark(
  tx: Prisma.TransactionClient,
  id: string,
  runner: string,
  leaseMs: number,
  how: ClaimedRun['how'],
): Promise<ClaimedRun> {
  const rows = await tx.$queryRaw<{ claims: number }[]>`
    UPDATE "Run" SET state = 'running', "claimedBy" = ${runner}, claims = claims + 1, sequence = sequence + 1,
      "leaseUntil" = clock_timestamp() AT TIME ZONE 'UTC' + ${leaseMs} * interval '1 millisecond',
      "startedAt" = coalesce("startedAt", clock_timestamp() AT TIME ZONE 'UTC')
    WHERE id = ${id} RETURNING claims`
  return { runId: id, claim: { claimedBy: runner, claims: rows[0]?.claims ?? 0 }, how }
}
