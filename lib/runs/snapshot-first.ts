import type { Failure, Result } from '../domain/failure'
import type { StepDetail } from '../domain/run'
import type { RunPorts } from './ports'

/**
 * Takes a snapshot as the step at `position` of a run that changes something. Before any lock: a dump that is open while
 * an ALTER queues behind it stops everybody. Null: it is taken, or none was asked for.
 */
export async function takeSnapshotFirst(
  order: { takeSnapshot?: (note: (detail: StepDetail) => Promise<void>) => Promise<Result<StepDetail>> },
  { journal }: Pick<RunPorts, 'journal'>,
  position: number | null,
): Promise<Failure | null> {
  if (!order.takeSnapshot || position === null) return null
  await journal.start(position)
  const taken = await order.takeSnapshot((detail) => journal.note(position, detail))
  if (taken.ok) {
    await journal.finish(position, 'done', taken.value)
    return null
  }
  const { database } = taken.failure.meta
  await journal.finish(position, 'failed', {
    notes: [taken.failure.why],
    ...(database && { error: database }),
  })
  return taken.failure
}
