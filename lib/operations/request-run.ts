import { fail, ok, type Result } from '../domain/failure'
import type { RunInput } from '../domain/run'
import { runNoun, unfinishedRunStates } from '../domain/run'
import type { Prisma, Run } from '../store/generated/client'
import { json } from '../store/json'

export interface NewRun {
  environmentId: string
  deployRequestId: string | null
  planId: string | null
  deployRunId: string | null
  resolutionId?: string
  input: RunInput
  requestedById: string
  createdAt: Date
}

/**
 * Queues a run, unless another one holds the environment: its row is locked, so that of two who ask at the same
 * moment one is told who was first. The runner does the rest.
 */
export async function queueRun(tx: Prisma.TransactionClient, run: NewRun): Promise<Result<Run>> {
  await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${run.environmentId} FOR UPDATE`
  const other = await tx.run.findFirst({
    where: {
      environmentId: run.environmentId,
      state: { in: unfinishedRunStates },
    },
    include: { requestedBy: true },
  })
  if (other) {
    const since = other.createdAt.toISOString()
    return fail(
      'run_in_progress',
      `${other.requestedBy.name} started a ${runNoun(other.kind)} at ${since}.`,
      {
        runId: other.id,
      },
    )
  }
  return ok(
    await tx.run.create({
      data: { ...run, kind: run.input.kind, input: json(run.input) },
    }),
  )
}
