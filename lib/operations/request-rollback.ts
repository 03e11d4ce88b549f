import type { Context } from '../composition/context'
import { deployRequestMove, deployRequestSentence } from '../domain/deploy-request-transition'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { RollbackPreview } from '../domain/rollback'
import type { RollbackWay, RunInput } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { type DeployedRun, loadDeployed } from './load-deployed'
import { previewRollback } from './preview-rollback'
import { queueRun } from './request-run'
import { transact } from './transact'

export interface RequestRollback {
  projectSlug: string
  deployRunId: string
  way: RollbackWay
  snapshotId: string | null
  /** The plan whose preview was on the screen. */
  planFingerprint: string
  /** The reverse SQL of that preview, or its way back with kept data. */
  reverseFingerprint: string
  /** With kept data: what becomes of values that were written since the deploy; default `leave`. */
  changedSince?: 'leave' | 'overwrite'
  /** The environment's name, typed. */
  confirmation: string
}

type RollbackInput = Extract<RunInput, { kind: 'rollback' }>

/** Asks the runner to take a deploy back. What it would lose is computed once more, and refused where it is impossible. */
export async function requestRollback(
  context: Context,
  actor: Actor,
  input: RequestRollback,
): Promise<Result<{ runId: string }>> {
  const permitted = mayDo(actor, 'rollback.run')
  if (!permitted.ok) return permitted
  const loaded = await loadDeployed(context, input)
  if (!loaded.ok) return loaded
  const deployed = loaded.value
  if (input.confirmation !== deployed.environment.name) {
    return fail('name_does_not_match', `The environment is called “${deployed.environment.name}”.`, {
      fields: { confirmation: [`Type ${deployed.environment.name}.`] },
    })
  }
  if (input.planFingerprint !== deployed.planRow.fingerprint) {
    return fail('plan_outdated', 'Another plan was deployed than the one on your screen.')
  }
  if (deployRequestMove(deployed.request.state, 'rolling_back') === null) {
    return fail('stale_state', deployRequestSentence(deployed.request.state))
  }
  const preview = await previewRollback(context, actor, input)
  if (!preview.ok) return preview
  const asked = runInput(deployed, preview.value, input)
  if (!asked.ok) return asked
  return queue(context, actor, deployed, preview.value, asked.value)
}

function runInput(
  deployed: DeployedRun,
  preview: RollbackPreview,
  input: RequestRollback,
): Result<RollbackInput> {
  const option = preview[input.way]
  if (!option) return fail('rollback_impossible', 'The deploy kept nothing.')
  if (!option.possible) return fail('rollback_impossible', option.impossibleBecause.join(' '))
  const deployRunId = deployed.run.id
  const part = preview.part && { appliedCount: preview.part.applied }
  if (input.way === 'reverse') {
    if (preview.reverse.reverseFingerprint !== input.reverseFingerprint)
      return fail('stale_state', 'Another reverse SQL than the one on your screen would be run.')
    return ok({
      kind: 'rollback',
      way: 'reverse',
      deployRunId,
      planFingerprint: deployed.planRow.fingerprint,
      reverseFingerprint: input.reverseFingerprint,
      ...part,
    })
  }
  if (input.way === 'kept') {
    if (preview.kept?.keptFingerprint !== input.reverseFingerprint)
      return fail('stale_state', 'Another way back than the one on your screen would be taken.')
    return ok({
      kind: 'rollback',
      way: 'kept',
      deployRunId,
      planFingerprint: deployed.planRow.fingerprint,
      reverseFingerprint: input.reverseFingerprint,
      changedSince: input.changedSince ?? 'leave',
      ...part,
    })
  }
  const { snapshotId } = preview.restore
  if (snapshotId === null || snapshotId !== input.snapshotId) {
    return fail('stale_state', 'Another snapshot than the one on your screen would be restored.')
  }
  return ok({ kind: 'rollback', way: 'restore', deployRunId, snapshotId })
}

function queue(
  context: Context,
  actor: Actor,
  { run, request, environment, planRow }: DeployedRun,
  preview: RollbackPreview,
  input: RollbackInput,
): Promise<Result<{ runId: string }>> {
  return transact(context, async (tx) => {
    const queued = await queueRun(tx, {
      environmentId: environment.id,
      deployRequestId: request.id,
      planId: planRow.id,
      deployRunId: run.id,
      input,
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!queued.ok) throw new FailureError(queued.failure)
    const moved = await tx.deployRequest.updateMany({
      where: { id: request.id, state: request.state },
      data: { state: 'rolling_back', sequence: { increment: 1 } },
    })
    if (moved.count === 0) throw new FailureError(fail('stale_state', 'It changed while you asked.').failure)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'rollback.requested',
      subject: {
        kind: 'run',
        id: queued.value.id,
        name: `Rollback of #${request.number} ${request.title}`,
      },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: { state: request.state, deployRunId: run.id },
      after: {
        state: 'rolling_back',
        way: input.way,
        ...(input.way !== 'restore' && { reverseFingerprint: input.reverseFingerprint }),
        ...(input.way === 'kept' && { changedSince: input.changedSince ?? 'leave' }),
        losses: preview[input.way]?.losses ?? [],
        migrations: preview.migrations,
      },
    })
    return ok({ runId: queued.value.id })
  })
}
