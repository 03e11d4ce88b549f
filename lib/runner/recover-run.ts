import type { Context } from '../composition/context'
import { fail, type Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { RunEnd, RunPorts } from '../runs/ports'
import { recoverStoppedRestore } from '../runs/probe-restore'
import { recoverStoppedCopy } from '../runs/probe-restore-copy'
import { recover } from '../runs/recover'
import type { Claim } from '../store/fenced'
import { readManifest } from '../store/read-json'
import { deployMark } from './execute-run'
import { keptDatabaseRows } from './kept-database-rows'
import type { LoadedRun } from './load-run'
import { recoverRehearsal } from './recover-rehearsal'
import { abandonSnapshots } from './snapshot-rows'

/** Finds out what a stopped run did, and ends it. Fails when its target cannot be looked at now. */
export async function recoverRun(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  ports: RunPorts,
): Promise<Result<RunEnd>> {
  const { input, plan, resolution, target, backend, steps, row } = loaded
  await ports.journal.log('warn', 'Headgate was stopped during this run. What it did is looked up now.')
  await abandonSnapshots(context, row)
  const stopped = { target, backend, steps }
  if (input.kind === 'deploy' && plan) return recover({ kind: 'deploy', plan }, stopped, ports)
  if (input.kind === 'rollback' && plan) {
    if (input.way !== 'restore') {
      const part = appliedPart(plan, input.appliedCount)
      const { deployRunId } = input
      const work =
        input.way === 'kept'
          ? { kind: 'rollback' as const, way: 'kept' as const, plan: part, deployRunId }
          : { kind: 'rollback' as const, way: 'reverse' as const, plan: part }
      return recover(work, stopped, ports)
    }
    return recoverRestore(context, loaded, plan, input.snapshotId, claim, ports)
  }
  if (input.kind === 'resolve' && resolution) return recover({ kind: 'resolve', resolution }, stopped, ports)
  if (input.kind === 'rehearse') return recoverRehearsal(context, loaded, ports)
  if (input.kind === 'restore') {
    const { snapshotParts: parts } = context
    return recoverStoppedCopy({ target, steps, parts, kept: keptDatabaseRows(context, loaded, claim) }, ports)
  }
  if (input.kind !== 'snapshot')
    return fail('outcome_unknown', 'What it was to do is gone from the control database.')
  return recover(
    { kind: 'other', what: 'No snapshot came of it; the database was not changed.' },
    stopped,
    ports,
  )
}

/** What of a plan a rollback was about, as far as finding out what it did needs it. */
function appliedPart(plan: Plan, count: number | undefined): Plan {
  if (count === undefined) return plan
  return { ...plan, migrations: plan.migrations.slice(0, count), chain: plan.chain.slice(0, count + 1) }
}

async function recoverRestore(
  context: Context,
  loaded: LoadedRun,
  plan: Plan,
  snapshotId: string,
  claim: Claim,
  ports: RunPorts,
): Promise<Result<RunEnd>> {
  const snapshot = await context.db.snapshot.findUnique({ where: { id: snapshotId } })
  const stopped = {
    plan,
    target: loaded.target,
    steps: loaded.steps,
    parts: context.snapshotParts,
    kept: keptDatabaseRows(context, loaded, claim),
    manifest: readManifest(snapshot?.manifest),
    snapshotId,
    deployMark: deployMark(loaded),
  }
  return recoverStoppedRestore(stopped, ports)
}
