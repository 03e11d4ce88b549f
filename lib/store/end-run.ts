import type { Clock } from '../domain/clock'
import type { Outcome } from '../domain/outcome'
import { resolutionStateAfter } from '../domain/resolution-transition'
import { type RunState, runNoun } from '../domain/run'
import { auditActionOf, mayMoveRun, type RunEffect, requestStateAfter } from '../domain/run-transition'
import { recordAudit } from './audit'
import type { Environment, Prisma, Run } from './generated/client'
import { json } from './json'
import { readRunInput } from './read-json'
import { approvalsOf, withApprover } from './resolution-approvals'

/**
 * The end of a run, whole: its state and outcome, the steps that will not happen, the next state of its deploy request
 * or resolution, and the audit event. The caller has proved in this transaction that it holds the run, whose row is locked. Throws when
 * the run cannot move to `state`.
 */
export async function recordRunEnd(
  tx: Prisma.TransactionClient,
  clock: Clock,
  runId: string,
  state: Exclude<RunState, 'queued' | 'running'>,
  outcome: Outcome,
  effect: RunEffect,
): Promise<void> {
  const before = await tx.run.findUniqueOrThrow({ where: { id: runId } })
  const legal = mayMoveRun(before.state, state, 'holder')
  if (!legal.ok) throw new Error(legal.failure.why)
  const run = await tx.run.update({
    where: { id: runId },
    data: {
      state,
      outcome: json(outcome),
      endedAt: clock.now(),
      leaseUntil: null,
    },
  })
  // One after the other: what `include` asks for at once would share this transaction's one connection.
  const environment = await tx.environment.findUniqueOrThrow({ where: { id: run.environmentId } })
  const requestedBy = await tx.user.findUniqueOrThrow({ where: { id: run.requestedById } })
  await tx.runStep.updateMany({ where: { runId, state: 'pending' }, data: { state: 'skipped' } })
  const moved = await moveRequest(tx, clock, run, state, effectOf(run, effect))
  const resolution = await moveResolution(tx, run, environment, state, effect)
  await recordAudit(tx, clock, {
    actor: { id: run.requestedById, name: requestedBy.name },
    action: auditActionOf(state),
    subject: { kind: 'run', id: runId, name: `${runNoun(run.kind)} of ${environment.name}` },
    projectId: environment.projectId,
    environmentId: run.environmentId,
    before: { state: before.state, ...(moved && { deployRequest: moved.from }) },
    after: {
      state,
      effect,
      what: outcome.what,
      ...(outcome.failure && { failure: outcome.failure.code, why: outcome.failure.why }),
      ...(moved && { deployRequest: moved.to, deployRequestId: run.deployRequestId }),
      ...(resolution && { resolution, resolutionId: run.resolutionId }),
    },
  })
}

/** What a resumed deploy did not do itself, the one before it did: a part is there in any case. */
function effectOf(run: Run, effect: RunEffect): RunEffect {
  const input = readRunInput(run.input)
  return effect === 'nothing' && input.kind === 'deploy' && input.resumes !== undefined ? 'part' : effect
}

/** Compare-and-set: a deploy request that somebody moved elsewhere meanwhile is left where it is. */
async function moveRequest(
  tx: Prisma.TransactionClient,
  clock: Clock,
  run: Run,
  state: RunState,
  effect: RunEffect,
): Promise<{ from: string; to: string } | null> {
  const to = requestStateAfter(run.kind, state, effect)
  if (!to || !run.deployRequestId) return null
  const from = run.kind === 'deploy' ? 'deploying' : 'rolling_back'
  const { count } = await tx.deployRequest.updateMany({
    where: { id: run.deployRequestId, state: from },
    data: {
      state: to,
      sequence: { increment: 1 },
      ...(run.kind === 'deploy' && to === 'deployed' && { deployedAt: clock.now() }),
    },
  })
  return count === 0 ? null : { from, to }
}

/** The resolution that the run carried out; the approvals that it has stay when nothing was done. */
async function moveResolution(
  tx: Prisma.TransactionClient,
  run: Run,
  environment: Environment,
  state: RunState,
  effect: RunEffect,
): Promise<string | null> {
  const { resolutionId } = run
  if (!resolutionId) return null
  const row = await tx.resolution.findUniqueOrThrow({ where: { id: resolutionId } })
  const approvals = await tx.resolutionApproval.findMany({ where: { resolutionId }, include: withApprover })
  const to = resolutionStateAfter(state, effect, approvalsOf({ ...row, environment, approvals }))
  const { count } = await tx.resolution.updateMany({
    where: { id: resolutionId, state: 'running' },
    data: { state: to },
  })
  return count === 0 ? null : to
}
