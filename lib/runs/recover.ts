import type { Session } from '../databases/database'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { Resolution } from '../domain/resolution'
import { deployStopped } from './deploy-words'
import { endRun } from './end-run'
import type { RunEnd, RunPorts, RunTarget } from './ports'
import { probeDeploy } from './probe-deploy'
import { probeResolution } from './probe-resolution'
import { probeReverse } from './probe-reverse'
import { takeOver } from './take-over'
import type { StepRecord } from './tracked-journal'

/** What a run was asked to do, as far as its probe needs it. */
export type StoppedWork =
  | { kind: 'deploy'; plan: Plan }
  | { kind: 'rollback'; way: 'reverse'; plan: Plan }
  | { kind: 'rollback'; way: 'kept'; plan: Plan; deployRunId: string | null }
  | { kind: 'resolve'; resolution: Resolution }
  | { kind: 'other'; what: string }

/** What is known of a run that stopped without an outcome. */
export interface StoppedRun {
  target: RunTarget
  /** The backend that executed it, where it was recorded. */
  backend: { pid: number; startedAt: string } | null
  steps: StepRecord[]
}

/**
 * Finds out what a run did that has an intent and no outcome: ends its backend, takes its lock, looks at ledger and
 * schema, and ends the run with what was found. Repeats nothing. Fails when the target cannot be looked at; the run
 * then stays as it is, to be recovered later.
 */
export async function recover(
  work: StoppedWork,
  stopped: StoppedRun,
  ports: RunPorts,
): Promise<Result<RunEnd>> {
  return probe(work, stopped, ports, fail('runner_died', 'It was stopped in the middle of the run.').failure)
}

/** The same within the process that executes the run, when its connection went away. */
export async function recoverAfterLoss(
  work: StoppedWork,
  stopped: StoppedRun,
  ports: RunPorts,
): Promise<RunEnd> {
  const why = 'The server ended the connection, or could not be reached any more, in the middle of the run.'
  const cause = fail('connection_lost', why).failure
  const ended = await probe(work, stopped, ports, cause)
  if (ended.ok) return ended.value
  // Nobody knows: said so, with what was known last. Whoever looks at the database later decides.
  const unknown = fail(
    'outcome_unknown',
    `${cause.why} Looking again failed: ${ended.failure.what} ${ended.failure.why}`,
  )
  return endRun(ports, unreachableEnd(work, unknown.failure))
}

async function probe(
  work: StoppedWork,
  stopped: StoppedRun,
  ports: RunPorts,
  cause: Failure,
): Promise<Result<RunEnd>> {
  const taken = await takeOver(stopped.target, stopped.backend, ports)
  if (!taken.ok) return taken
  const session = taken.value
  try {
    return ok(await endRun(ports, await lookAt(work, session, stopped.steps, ports, cause)))
  } finally {
    await session.close()
  }
}

async function lookAt(
  work: StoppedWork,
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<RunEnd> {
  if (work.kind === 'deploy') return probeDeploy(work.plan, session, steps, ports, cause)
  if (work.kind === 'rollback') return probeReverse(work, session, steps, ports, cause)
  if (work.kind === 'resolve') return probeResolution(work.resolution, session, steps, ports, cause)
  await settleSteps(ports, steps)
  return {
    state: 'failed',
    effect: 'nothing',
    outcome: { ok: false, what: `${cause.what} ${work.what}`, next: cause.fix, undo: null, failure: cause },
  }
}

/** Steps that were under way when it stopped, and that nothing is known about. */
async function settleSteps({ journal }: RunPorts, steps: StepRecord[]): Promise<void> {
  const open = steps.filter((step) => step.state === 'running')
  await journal.record(open.map(({ position }) => ({ position, state: 'unknown' as const })))
}

function unreachableEnd(work: StoppedWork, failure: Failure): RunEnd {
  if (work.kind === 'deploy') {
    const ended = deployStopped(work.plan, { applied: 0, left: null }, failure)
    return { ...ended, outcome: { ...ended.outcome, what: failure.what, undo: null } }
  }
  return {
    state: 'unknown',
    effect: 'unknown',
    outcome: { ok: false, what: failure.what, next: failure.fix, undo: null, failure },
  }
}
