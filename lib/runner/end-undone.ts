import { type Failure, fail } from '../domain/failure'
import { endRun } from '../runs/end-run'
import type { RunEnd, RunPorts } from '../runs/ports'

/** Ends a run that was refused before it did anything. */
export function endUndone(ports: RunPorts, failure: Failure): Promise<RunEnd> {
  const outcome = {
    ok: false,
    what: `${failure.what} Nothing was done.`,
    next: failure.fix,
    undo: null,
    failure,
  }
  return endRun(ports, { state: 'failed', effect: 'nothing', outcome })
}

/** The same where what it was asked for is not there any more. */
export function refuseStale(ports: RunPorts, why: string): Promise<RunEnd> {
  return endUndone(ports, fail('stale_state', why).failure)
}
