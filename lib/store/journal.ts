import type { Clock } from '../domain/clock'
import { systemClock } from '../domain/clock'
import type { Journal, StepChange, StepIntent } from '../domain/journal'
import { LeaseLostError } from '../domain/journal'
import type { Outcome } from '../domain/outcome'
import type { RunState } from '../domain/run'
import type { RunEffect } from '../domain/run-transition'
import { recordRunEnd } from './end-run'
import { type Claim, fenced } from './fenced'
import { Prisma, type PrismaClient } from './generated/client'
import { persistently } from './persistence'

/**
 * Writes a run into the control database. Each write is one statement that proves the claim, makes `sequence` grow and
 * writes, or does nothing; it is repeated while the control database is away. Throws `LeaseLostError` when another
 * runner holds the run.
 */
export function createJournal(
  db: PrismaClient,
  runId: string,
  claim: Claim,
  clock: Clock = systemClock,
): Journal {
  /** `writing` selects from `fence`, which is empty when the run is not ours. */
  async function write(writing: Prisma.Sql): Promise<void> {
    const rows = await persistently(
      clock,
      () => db.$queryRaw<{ held: number }[]>`
        WITH fence AS (
          UPDATE "Run" SET sequence = sequence + 1
          WHERE id = ${runId} AND state = 'running' AND "claimedBy" = ${claim.claimedBy} AND claims = ${claim.claims}
          RETURNING id
        ), written AS (${writing})
        SELECT count(*)::int AS held FROM fence`,
    )
    if (rows[0]?.held !== 1) throw new LeaseLostError(runId)
  }
  const record = (changes: StepChange[]) =>
    changes.length > 0 ? write(changeSteps(changes)) : Promise.resolve()

  return {
    runId,
    announce: (steps) => write(insertSteps(steps)),
    start: (position, detail = {}) => record([{ position, state: 'running', detail }]),
    finish: (position, state, detail = {}) => record([{ position, state, detail }]),
    record,
    note: (position, detail) =>
      write(Prisma.sql`
        UPDATE "RunStep" step SET detail = step.detail || ${JSON.stringify(detail)}::jsonb
        FROM fence WHERE step."runId" = fence.id AND step.position = ${position}`),
    log: (level, message, detail = {}) =>
      write(Prisma.sql`
        INSERT INTO "RunLogLine" ("runId", at, level, message, detail)
        SELECT id, ${now}, ${level}, ${message}, ${JSON.stringify(detail)}::jsonb FROM fence`),
    backend: (pid, start) =>
      persistently(clock, async () => {
        const { count } = await db.run.updateMany({
          where: { id: runId, state: 'running', ...claim },
          data: { backendPid: pid, backendStart: start, sequence: { increment: 1 } },
        })
        if (count === 0) throw new LeaseLostError(runId)
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

/** The control database's own clock, in UTC as Prisma keeps times: runners' clocks may disagree. */
const now = Prisma.sql`clock_timestamp() AT TIME ZONE 'UTC'`

function insertSteps(steps: StepIntent[]): Prisma.Sql {
  const rows = JSON.stringify(steps.map((step) => ({ ...step, detail: step.detail ?? {} })))
  return Prisma.sql`
    INSERT INTO "RunStep" (id, "runId", position, kind, title, parent, detail)
    SELECT gen_random_uuid()::text, fence.id, step.position, step.kind, step.title, step.parent, step.detail
    FROM fence, jsonb_to_recordset(${rows}::jsonb)
      AS step(position int, kind text, title text, parent int, detail jsonb)
    ON CONFLICT ("runId", position) DO NOTHING`
}

function changeSteps(changes: StepChange[]): Prisma.Sql {
  const rows = JSON.stringify(changes.map((change) => ({ ...change, detail: change.detail ?? {} })))
  return Prisma.sql`
    UPDATE "RunStep" step SET
      state = change.state::"StepState",
      detail = step.detail || change.detail,
      "startedAt" = CASE WHEN change.state = 'skipped' THEN NULL ELSE coalesce(step."startedAt", ${now}) END,
      "endedAt" = CASE WHEN change.state <> 'running' THEN ${now} END
    FROM fence, jsonb_to_recordset(${rows}::jsonb) AS change(position int, state text, detail jsonb)
    WHERE step."runId" = fence.id AND step.position = change.position`
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
