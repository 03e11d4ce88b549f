import { fail, type Result } from '../domain/failure'
import type { SnapshotSource } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { recoverCopy } from '../snapshots/recover-copy'
import { endRun } from './end-run'
import { copyStopped, copySucceeded, labelOf } from './execute-restore-copy'
import type { KeptDatabaseRecord } from './kept-databases'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import type { StepRecord } from './tracked-journal'

export interface StoppedCopy {
  target: RunTarget
  steps: StepRecord[]
  parts: SnapshotParts
  kept: KeptDatabaseRecord
}

/** After a restore into a new database whose process died: it is whole under its name, or nothing is left of it. */
export async function recoverStoppedCopy(stopped: StoppedCopy, ports: RunPorts): Promise<Result<RunEnd>> {
  const { target, parts, steps, kept } = stopped
  const cause = fail('runner_died', 'It was stopped in the middle of a restore.').failure
  const names = steps.find((step) => step.detail.restoreCopy)?.detail.restoreCopy
  if (!names || !target.identity) return finish(stopped, ports, copyStopped(cause))
  const source: SnapshotSource = {
    url: target.url,
    // Only tells the server, and which database not to look from.
    identity: { ...target.identity, databaseName: names.name, serverVersion: 0, major: 0 },
  }
  const found = await recoverCopy(parts, source, names)
  if (!found.ok) return found
  const { state, bytes, evidence } = found.value
  for (const line of evidence) await ports.journal.log('info', line)
  if (state === 'unknown')
    return finish(stopped, ports, copyStopped(fail('outcome_unknown', evidence.join(' ')).failure))
  if (state === 'gone') {
    await kept.withdraw(names.name)
    return finish(stopped, ports, copyStopped(cause))
  }
  await kept.settle({ kind: 'restored', name: names.name, databaseOid: names.databaseOid, bytes })
  const label = labelOf({ target, name: names.name }, ports.database)
  return finish(
    stopped,
    ports,
    copySucceeded(names.name, label, null, ` ${cause.what} By then it was whole.`),
  )
}

async function finish({ steps }: StoppedCopy, ports: RunPorts, ended: RunEnd): Promise<Result<RunEnd>> {
  const state = ended.state === 'succeeded' ? 'done' : ended.state === 'unknown' ? 'unknown' : 'failed'
  const open = steps.filter((step) => step.state === 'running')
  await ports.journal.record(open.map(({ position }) => ({ position, state })))
  return { ok: true, value: await endRun(ports, ended) }
}
