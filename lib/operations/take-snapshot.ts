import type { Context } from '../composition/context'
import { FailureError, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { Policy } from '../domain/policy'
import type { SnapshotChoice } from '../domain/snapshot'
import { auditActor } from '../domain/system-actor'
import { chooseMethod } from '../snapshots/choose'
import { recordAudit } from '../store/audit'
import { readPolicy } from '../store/read-json'
import { addressOf } from './environment-address'
import { findEnvironment } from './find'
import { queueRun } from './request-run'
import { transact } from './transact'

export interface TakeSnapshot {
  projectSlug: string
  environmentSlug: string
  method: SnapshotChoice
}

/** Asks the runner for a snapshot. Refuses at once, with the reasons, when no method fits. */
export async function takeSnapshot(
  context: Context,
  actor: Actor,
  input: TakeSnapshot,
): Promise<Result<{ runId: string }>> {
  const permitted = mayDo(actor, 'snapshot.take')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const { url } = addressOf(context, environment)
  const opened = await context.database.open(url, {
    applicationName: 'headgate snapshot',
    refusePooler: true,
  })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  const method = asPolicyWants(input.method, readPolicy(environment.policy))
  const chosen = await chooseMethod(context.snapshots, { url, identity }, method)
  if (!chosen.ok) return chosen
  return transact(context, async (tx) => {
    const run = await queueRun(tx, {
      environmentId: environment.id,
      deployRequestId: null,
      planId: null,
      deployRunId: null,
      input: { kind: 'snapshot', method },
      requestedById: actor.id,
      createdAt: context.clock.now(),
    })
    if (!run.ok) throw new FailureError(run.failure)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'snapshot.requested',
      subject: {
        kind: 'run',
        id: run.value.id,
        name: `Snapshot of ${environment.name}`,
      },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: { method },
    })
    return ok({ runId: run.value.id })
  })
}

/** Single tables are held for a plan, and there is none here. */
function asPolicyWants(wanted: SnapshotChoice, { snapshotMethod }: Policy): SnapshotChoice {
  return wanted === 'auto' && snapshotMethod !== 'tables' ? snapshotMethod : wanted
}
