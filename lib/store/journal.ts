import type { Clock } from '../domain/clock'
import { systemClock } from '../domain/clock'
import type { Journal, StepChange, StepIntent } from '../domain/journal'
import { LeaseLostError } from '../domain/journal'
import type { Outcome } from '../domain/outcome'
import type { RunState, StepDetail } from '../domain/run'
import type { RunEffect } from '../domain/run-transition'
import { recordRunEnd } from './end-run'
import { type Claim, fenced } from './fenced'
import type { Prisma, PrismaClient } from './generated/client'
import { persistently } from './persistence'

/**
 * Writes a run into the control database. Each write proves the claim in the same transaction and is repeated while
 * the control database is away. Throws `LeaseLostError` when another runner holds the run.
 */
export function createJournal(
  db: PrismaClient,
  runId: string,
  claim: Claim,
  clock: Clock = systemClock,
): Journal {
  const write = <T>(work: (tx: Prisma.TransactionClient) => Promise<T>) =>
    persistently(clock, () => fenced(db, runId, claim, work))

  const record = (changes: StepChange[]) =>
    write(async (tx) => {
      for (const change of changes) await changeStep(tx, runId, change)
    })

  return {
    runId,
    announce: (steps) => write((tx) => announce(tx, runId, steps)),
    start: (position, detail = {}) => record([{ position, state: 'running', detail }]),
    finish: (position, state, detail = {}) => record([{ position, state, detail }]),
    record,
    note: (position, detail) => write((tx) => mergeDetail(tx, runId, position, detail)),
    log: (level, message, detail = {}) =>
      write(async (tx) => {
        await tx.runLogLine.create({
          data: { runId, level, message, detail: detail as Prisma.InputJsonObject },
        })
      }),
    backend: (backendPid, backendStart) =>
      write(async (tx) => {
        await tx.run.update({ where: { id: runId }, data: { backendPid, backendStart } })
      }),
    async cancelAsked() {
      const run = await persistently(clock, () =>
        db.run.findUnique({ where: { id: runId }, select: { cancelAskedAt: true } }),
      )
      return run?.cancelAskedAt != null
    },
    end: (state, outcome, effect) =>
      persistently(clock, () => endOnce(db, runId, claim, clock, state, outcome, effect)),
  }
}

async function announce(tx: Prisma.TransactionClient, runId: string, steps: StepIntent[]): Promise<void> {
  await tx.runStep.createMany({
    data: steps.map(({ position, kind, title, parent, detail }) => ({
      runId,
      position,
      kind,
      title,
      parent: parent ?? null,
      detail: (detail ?? {}) as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  })
}

/** The times are the control database's own: runners' clocks may disagree. */
async function changeStep(tx: Prisma.TransactionClient, runId: string, change: StepChange): Promise<void> {
  const detail = JSON.stringify(change.detail ?? {})
  const ended = change.state !== 'running'
  await tx.$executeRaw`
    UPDATE "RunStep" SET
      state = ${change.state}::"StepState",
      detail = detail || ${detail}::jsonb,
      "startedAt" = CASE WHEN ${change.state} = 'skipped' THEN NULL ELSE coalesce("startedAt", clock_timestamp() AT TIME ZONE 'UTC') END,
      "endedAt" = CASE WHEN ${ended} THEN clock_timestamp() AT TIME ZONE 'UTC' END
    WHERE "runId" = ${runId} AND position = ${change.position}`
}

async function mergeDetail(
  tx: Prisma.TransactionClient,
  runId: string,
  position: number,
  detail: StepDetail,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "RunStep" SET detail = detail || ${JSON.stringify(detail)}::jsonb
    WHERE "runId" = ${runId} AND position = ${position}`
}

/** An answer that was lost on the way makes `persistently` ask again: the end that is there already is then ours. */
async function endOnce(
  db: PrismaClient,
  runId: string,
  claim: Claim,
  clock: Clock,
  state: Exclude<RunState, 'queued' | 'running'>,
  outcome: Outcome,
  effect: RunEffect,
): Promise<void> {
  try {
    await fenced(db, runId, claim, (tx) => recordRunEnd(tx, clock, runId, state, outcome, effect))
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error
    const run = await db.run.findUnique({ where: { id: runId } })
    if (run?.state === state && run.claimedBy === claim.claimedBy && run.claims === claim.claims) return
    throw error
  }
}
