import { type Failure, fail, type Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { SnapshotSource } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { recoverRestore } from '../snapshots/recover-restore'
import { endRun } from './end-run'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { rollbackStopped, rollbackSucceeded } from './rollback-words'
import type { StepRecord } from './tracked-journal'

export interface StoppedRestore {
  plan: Plan
  target: RunTarget
  steps: StepRecord[]
  parts: SnapshotParts
  swapped(databaseOid: number): Promise<void>
}

/** After a restore whose process died: the names and OIDs of the databases tell whether they were exchanged. */
export async function recoverStoppedRestore(
  stopped: StoppedRestore,
  ports: RunPorts,
): Promise<Result<RunEnd>> {
  const cause = fail('runner_died', 'It was stopped in the middle of a restore.').failure
  const names = stopped.steps.find((step) => step.detail.restore)?.detail.restore
  if (!names || !stopped.target.identity)
    return { ok: true, value: await finish(stopped, ports, rollbackStopped(cause)) }
  const source: SnapshotSource = {
    url: stopped.target.url,
    identity: { ...stopped.target.identity, databaseName: names.live, serverVersion: 0, major: 0 },
  }
  const found = await recoverRestore(stopped.parts, source, names)
  if (!found.ok) return found
  const { state, databaseOid, evidence } = found.value
  for (const line of evidence) await ports.journal.log('info', line)
  if (state === 'swapped' && databaseOid !== null) await stopped.swapped(databaseOid)
  return {
    ok: true,
    value: await finish(stopped, ports, judge(stopped.plan, state, names.failed, evidence, cause)),
  }
}

function judge(plan: Plan, state: string, failed: string, evidence: string[], cause: Failure): RunEnd {
  if (state === 'not_swapped') return rollbackStopped(cause)
  if (state === 'swapped') {
    const names = plan.migrations.map((migration) => migration.name).reverse()
    return rollbackSucceeded(
      names,
      [],
      ` ${cause.what} By then the databases were exchanged; the one from before is ${failed}.`,
    )
  }
  return rollbackStopped(fail('outcome_unknown', evidence.join(' ')).failure)
}

async function finish({ steps }: StoppedRestore, ports: RunPorts, ended: RunEnd): Promise<RunEnd> {
  const state = ended.state === 'succeeded' ? 'done' : ended.state === 'unknown' ? 'unknown' : 'failed'
  const open = steps.filter((step) => step.state === 'running')
  await ports.journal.record(open.map(({ position }) => ({ position, state })))
  return endRun(ports, ended)
}
