import type { Context } from '../composition/context'
import type { Plan } from '../domain/plan'
import { planFingerprint } from '../domain/plan-fingerprint'
import type { RunInput, StepDetail } from '../domain/run'
import type { WriteMark } from '../domain/snapshot'
import { planToTakeBack } from '../operations/plan-to-take-back'
import { scopeOfPlan } from '../operations/scope-of-plan'
import { executeDeploy } from '../runs/execute-deploy'
import { executeKept } from '../runs/execute-kept'
import { executeResolution } from '../runs/execute-resolution'
import { executeRestore } from '../runs/execute-restore'
import { executeReverse } from '../runs/execute-rollback'
import { executeSnapshot, snapshotBeforeDeploy } from '../runs/execute-snapshot'
import type { RunEnd, RunPorts } from '../runs/ports'
import type { SnapshotOrder } from '../runs/take-snapshot'
import type { Claim } from '../store/fenced'
import { readManifest, readStepDetail } from '../store/read-json'
import { endUndone, refuseStale } from './end-undone'
import { executeRehearse } from './execute-rehearse'
import { executeRestoreCopy } from './execute-restore-copy'
import { keptDatabaseRows } from './kept-database-rows'
import type { LoadedRun } from './load-run'
import { owesSnapshot } from './owes-snapshot'
import { snapshotRows } from './snapshot-rows'
import { stillPermitted } from './still-permitted'

/** Executes a run that nobody began before, by its kind. */
export async function executeRun(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  ports: RunPorts,
): Promise<RunEnd> {
  const { input, target, policy, plan, evidence, approvedFiles } = loaded
  const permitted = await stillPermitted(context, loaded)
  if (!permitted.ok) return endUndone(ports, permitted.failure)
  if (input.kind === 'snapshot') return executeSnapshot(orderOf(context, loaded, claim, input.method), ports)
  if (input.kind === 'resolve') return resolve(context, loaded, claim, input.fingerprint, ports)
  if (input.kind === 'restore') return executeRestoreCopy(context, loaded, claim, input, ports)
  if (!plan) return refuseStale(ports, 'Its plan is gone from the control database.')
  if ('planFingerprint' in input && planFingerprint(plan) !== input.planFingerprint) {
    return refuseStale(ports, 'The stored plan is not the one that was asked for.')
  }
  if (input.kind === 'rehearse') return executeRehearse(context, loaded, claim, input, ports)
  if (input.kind === 'deploy') {
    const keptBy = loaded.row.requestedBy.name
    const order = { plan, target, policy, approvedFiles, risk: evidence?.risk, keptBy }
    if (input.resumes !== undefined) {
      if (!loaded.resumed)
        return refuseStale(ports, 'The run that it resumes is gone from the control database.')
      const resume = { runId: input.resumes, steps: loaded.resumed, doubt: input.doubt ?? null }
      return executeDeploy({ ...order, resume }, ports)
    }
    if (!input.takeSnapshot) return executeDeploy(order, ports)
    const scope = loaded.row.plan && (await scopeOfPlan(context, loaded.row.environment, loaded.row.plan))
    const snapshot = { ...orderOf(context, loaded, claim, policy.snapshotMethod), scope }
    const takeSnapshot = (note: (detail: StepDetail) => Promise<void>) =>
      snapshotBeforeDeploy(snapshot, ports, note)
    return executeDeploy({ ...order, takeSnapshot }, ports)
  }
  if (input.way !== 'restore') return takeBack(context, loaded, plan, input, ports)
  return restore(context, loaded, claim, plan, input.snapshotId, ports)
}

type TakeBack = Extract<RunInput, { kind: 'rollback'; way: 'reverse' | 'kept' }>

/** Of a deploy that stopped, what is applied of it: worked out again, and the same as was confirmed, or refused. */
async function takeBack(
  context: Context,
  { row, target, policy }: LoadedRun,
  whole: Plan,
  input: TakeBack,
  ports: RunPorts,
): Promise<RunEnd> {
  let plan = whole
  if (input.appliedCount !== undefined) {
    if (!row.deployRequest) return refuseStale(ports, 'Its deploy request is gone from the control database.')
    const { environment, deployRequest } = row
    const asked = { plan: whole, environment, revision: deployRequest.revision }
    const part = await planToTakeBack(context, asked, input.appliedCount)
    if (!part.ok) return endUndone(ports, part.failure)
    plan = part.value
  }
  // Missing is wrong: it would not be compared.
  const confirmed = input.reverseFingerprint ?? ''
  if (input.way === 'reverse') {
    return executeReverse({ plan, reverseFingerprint: confirmed, target, policy }, ports)
  }
  const { deployRunId, changedSince } = input
  return executeKept({ plan, deployRunId, fingerprint: confirmed, changedSince, target, policy }, ports)
}

async function resolve(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  fingerprint: string,
  ports: RunPorts,
): Promise<RunEnd> {
  const { row, target, policy, resolution } = loaded
  if (!resolution) return refuseStale(ports, 'It is gone from the control database.')
  const { sourcePath } = row.environment.project
  const owed = await owesSnapshot(context, { environmentId: row.environmentId, resolution, policy })
  const snapshot = orderOf(context, loaded, claim, policy.snapshotMethod)
  const takeSnapshot = (note: (detail: StepDetail) => Promise<void>) =>
    snapshotBeforeDeploy(snapshot, ports, note)
  return executeResolution(
    {
      resolution,
      fingerprint,
      target,
      policy,
      writeFiles: (changes) => context.sources.directory.write(sourcePath, changes),
      ...(owed && { takeSnapshot }),
    },
    ports,
  )
}

function orderOf(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  wanted: SnapshotOrder['wanted'],
): SnapshotOrder {
  const { snapshots: methods, snapshotParts: parts } = context
  return { target: loaded.target, wanted, methods, parts, record: snapshotRows(context, loaded, claim) }
}

async function restore(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  plan: Plan,
  snapshotId: string,
  ports: RunPorts,
): Promise<RunEnd> {
  const { row, target, policy } = loaded
  const snapshot = await context.db.snapshot.findFirst({
    where: { id: snapshotId, environmentId: row.environmentId, state: 'verified' },
  })
  const method = context.snapshots.find(({ name }) => name === snapshot?.method)
  const manifest = readManifest(snapshot?.manifest)
  if (!snapshot || !method || !manifest || snapshot.location === null) {
    return refuseStale(ports, 'The snapshot is not there any more, or was never verified.')
  }
  return executeRestore(
    {
      plan,
      target,
      policy,
      method,
      taken: { location: snapshot.location, manifest },
      parts: context.snapshotParts,
      deployMark: deployMark(loaded),
      snapshotId,
      kept: keptDatabaseRows(context, loaded, claim),
    },
    ports,
  )
}

/** Where the target stood right after the deploy that a rollback takes back. */
export function deployMark({ row }: LoadedRun): WriteMark | null {
  const details = (row.deployRun?.steps ?? []).map((step) => readStepDetail(step.detail))
  return details.findLast((detail) => detail.mark !== undefined)?.mark ?? null
}
