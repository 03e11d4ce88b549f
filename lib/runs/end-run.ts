import type { RunEnd, RunPorts } from './ports'

/** The last line of a run's log, then its end. Nothing is written to a run after this. */
export async function endRun({ journal }: Pick<RunPorts, 'journal'>, ended: RunEnd): Promise<RunEnd> {
  const { ok, what, failure } = ended.outcome
  await journal.log(ok ? 'info' : 'error', failure ? `${what} ${failure.why}` : what)
  await journal.end(ended.state, ended.outcome, ended.effect)
  return ended
}
