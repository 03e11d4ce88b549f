import type { Context } from '../composition/context'
import { fail } from '../domain/failure'
import type { RunInput } from '../domain/run'
import { endRun } from '../runs/end-run'
import type { RunEnd, RunPorts } from '../runs/ports'
import type { Claim } from '../store/fenced'
import type { LoadedRun } from './load-run'

export function executeRestoreCopy(
  _context: Context,
  _loaded: LoadedRun,
  _claim: Claim,
  _input: Extract<RunInput, { kind: 'restore' }>,
  ports: RunPorts,
): Promise<RunEnd> {
  const { failure } = fail('stale_state', 'It cannot be executed.')
  const outcome = { ok: false, what: failure.what, next: failure.fix, undo: null, failure }
  return endRun(ports, { state: 'failed', effect: 'nothing', outcome })
}
