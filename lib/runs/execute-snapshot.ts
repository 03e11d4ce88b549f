import { countOf } from '../domain/count-words'
import { durationWords } from '../domain/duration-words'
import { type Failure, ok } from '../domain/failure'
import type { StepDetail } from '../domain/run'
import { sizeWords } from '../domain/size-words'
import { endRun } from './end-run'
import type { RunEnd, RunPorts } from './ports'
import { progressNotes } from './progress-notes'
import { startStopSignal } from './stop-signal'
import { type Kept, type SnapshotOrder, takeSnapshot } from './take-snapshot'

/** A snapshot as a run of its own: step 0 takes it, step 1 tries it. */
export async function executeSnapshot(order: SnapshotOrder, ports: RunPorts): Promise<RunEnd> {
  const { journal } = ports
  await journal.announce([
    { position: 0, kind: 'take', title: 'Take the snapshot' },
    { position: 1, kind: 'verify', title: 'Restore it on trial and compare' },
  ])
  await journal.start(0)
  const stop = startStopSignal(ports)
  const taking = progressNotes(journal, 0)
  const trying = progressNotes(journal, 1)
  let step = 0
  try {
    const result = await takeSnapshot(order, taking.progress, stop.signal, async (taken, method) => {
      await taking.settle()
      const size = { done: taken.sizeBytes, of: taken.sizeBytes, unit: 'bytes' }
      await journal.finish(0, 'done', { progress: size, notes: [`By ${method}.`] })
      await journal.start(1)
      step = 1
      return trying.progress
    })
    await taking.settle()
    await trying.settle()
    if (!result.ok) return await stopped(ports, step, result.failure)
    await journal.finish(1, 'done', keptDetail(result.value))
    return await endRun(ports, succeeded(result.value))
  } finally {
    await stop.close()
  }
}

/** The same before a deploy, as its first step. Resolves to what that step has to say. */
export async function snapshotBeforeDeploy(
  order: SnapshotOrder,
  ports: RunPorts,
  note: (detail: StepDetail) => Promise<void>,
) {
  const stop = startStopSignal(ports)
  const noted = progressNotes({ ...ports.journal, note: (_, detail) => note(detail) }, 0)
  try {
    const result = await takeSnapshot(order, noted.progress, stop.signal, async () => noted.progress)
    await noted.settle()
    if (!result.ok) return result
    return ok(keptDetail(result.value))
  } finally {
    await stop.close()
  }
}

function keptDetail({ method, taken, verified }: Kept): StepDetail {
  return {
    progress: { done: verified.tables, of: verified.tables, unit: 'tables' },
    notes: [
      `By ${method}: ${sizeWords(taken.sizeBytes)} in ${durationWords(taken.takeMs)}; ${verified.where === 'host' ? 'opened' : 'restored'} in ${durationWords(verified.restoreMs)}.`,
      ...verified.notes,
      ...(taken.manifest.chosen ?? []),
    ],
  }
}

function succeeded({ method, verified }: Kept): RunEnd {
  return {
    state: 'succeeded',
    effect: 'all',
    outcome: {
      ok: true,
      what: `The snapshot (${method}) was taken, and ${verified.where === 'host' ? 'opening it showed' : 'restoring it gave back'} ${verified.rows.toLocaleString('en-US')} rows in ${countOf(verified.tables, 'table')}.`,
      next: 'Deploys count it as a verified snapshot until it is older than the environment’s policy allows.',
      undo: 'Delete it on the snapshots page.',
    },
  }
}

async function stopped(ports: RunPorts, step: number, failure: Failure): Promise<RunEnd> {
  const { database } = failure.meta
  await ports.journal.finish(step, 'failed', { notes: [failure.why], ...(database && { error: database }) })
  return endRun(ports, {
    state: failure.code === 'run_cancelled' ? 'cancelled' : 'failed',
    effect: 'nothing',
    outcome: {
      ok: false,
      what: `${failure.what} The database was not changed.`,
      next: failure.fix,
      undo: null,
      failure,
    },
  })
}
