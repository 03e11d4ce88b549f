import { type Failure, fail, type Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { RowsLost } from '../domain/rows-lost'
import type { SnapshotManifest, WriteMark } from '../domain/snapshot'
import type { SnapshotSource } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { type RecoveredRestore, recoverRestore } from '../snapshots/recover-restore'
import type { RestoreNames } from '../snapshots/restore-beside'
import { endRun } from './end-run'
import { countTakenBack, lostSentence } from './execute-restore'
import type { KeptDatabaseRecord } from './kept-databases'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { rollbackStopped, rollbackSucceeded } from './rollback-words'
import type { StepRecord } from './tracked-journal'

export interface StoppedRestore {
  plan: Plan
  target: RunTarget
  steps: StepRecord[]
  parts: SnapshotParts
  kept: KeptDatabaseRecord
  /** Of the snapshot, where its record is still there: then what was taken back is counted. */
  manifest: SnapshotManifest | null
  snapshotId: string | null
  deployMark: WriteMark | null
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
  await settleKept(stopped, names, found.value)
  const counts = state === 'swapped' && databaseOid !== null && stopped.manifest
  const lost = counts ? await countAgain(stopped, names, stopped.manifest, ports) : null
  return {
    ok: true,
    value: await finish(stopped, ports, judge(stopped.plan, state, names.failed, lost, evidence, cause)),
  }
}

/** What the stopped runner had announced of the database that it replaced, as it is. Unknown: left for a person. */
async function settleKept(
  { kept }: StoppedRestore,
  { failed, liveOid }: RestoreNames,
  { state, databaseOid, failedBytes }: RecoveredRestore,
): Promise<void> {
  if (state === 'not_swapped') return kept.withdraw(failed)
  if (state === 'unknown' || databaseOid === null) return
  await kept.settle({ kind: 'failed', name: failed, databaseOid: liveOid, bytes: failedBytes }, databaseOid)
}

/** Steps of before have other places, and no place for this. */
async function countAgain(
  stopped: StoppedRestore,
  names: RestoreNames,
  manifest: SnapshotManifest | null,
  ports: RunPorts,
): Promise<RowsLost | null> {
  const counting = stopped.steps.find(({ position, kind }) => position === 4 && kind === 'verify')
  if (!counting || !manifest) return null
  return countTakenBack({ ...stopped, taken: { location: '', manifest } }, names, ports)
}

function judge(
  plan: Plan,
  state: string,
  failed: string,
  lost: RowsLost | null,
  evidence: string[],
  cause: Failure,
): RunEnd {
  if (state === 'not_swapped') return rollbackStopped(cause)
  if (state === 'swapped') {
    const names = plan.migrations.map((migration) => migration.name).reverse()
    const ended = rollbackSucceeded(
      names,
      [],
      ` ${cause.what} By then the databases were exchanged; the one from before is ${failed}.`,
    )
    const told = lost ? lostSentence(lost) : ''
    return { ...ended, outcome: { ...ended.outcome, next: `${told}${ended.outcome.next}` } }
  }
  return rollbackStopped(fail('outcome_unknown', evidence.join(' ')).failure)
}

async function finish({ steps }: StoppedRestore, ports: RunPorts, ended: RunEnd): Promise<RunEnd> {
  const state = ended.state === 'succeeded' ? 'done' : ended.state === 'unknown' ? 'unknown' : 'failed'
  // The counting has ended by itself.
  const open = steps.filter((step) => step.state === 'running' && step.position !== 4)
  await ports.journal.record(open.map(({ position }) => ({ position, state })))
  return endRun(ports, ended)
}
