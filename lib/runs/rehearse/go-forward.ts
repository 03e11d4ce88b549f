import { type Failure, fail, ok, type Result } from '../../domain/failure'
import type { Rehearsal } from '../../domain/rehearsal'
import { executeDeploy } from '../execute-deploy'
import type { RunTarget } from '../ports'
import { nestJournal } from './nested-journal'
import { recordStatements } from './observe-statements'
import type { Rehearsing } from './rehearsing'
import type { ScratchPlace } from './scratch'
import { timedJournal } from './timed-journal'

/** What a deploy can stop at that says nothing about the plan: the copy is to blame, or whoever stopped it. */
const aboutThePlan: readonly Failure['code'][] = ['statement_failed', 'stepwise_failed', 'not_verified']

/** Of a role without rights elsewhere, and of roles that are only on the environment's server. */
const ofRights = ['42501', '42704', '0P000']

function isAboutThePlan({ code, meta }: Failure, { server }: ScratchPlace): boolean {
  const lacksRights = server.confined !== undefined && ofRights.includes(meta.database?.sqlstate ?? '')
  return aboutThePlan.includes(code) && !lacksRights
}

/** Deploys on the copy by what deploys on the live database. Fails where that says nothing about the plan. */
export async function goForward(
  { order, plan, ports, place }: Rehearsing,
  target: RunTarget,
  offset: number,
): Promise<Result<{ forward: Rehearsal['forward']; next: number }>> {
  const { policy, approvedFiles, requestedBy: keptBy } = order
  const record = recordStatements(ports.database, target.url, ports.journal.runId)
  const words = { step: 'On the copy: ', log: 'On the copy: ' }
  const nested = nestJournal(ports.journal, offset, words, ({ position, detail }) => {
    if (detail?.migration !== undefined && detail.statement !== undefined)
      record.name(position, detail.migration)
  })
  const timed = timedJournal(nested, (step) => step.kind === 'migration')
  const observed = { ...ports, journal: timed, observe: record }
  const end = await executeDeploy({ plan, target, policy, approvedFiles, keptBy }, observed).finally(() =>
    record.close(),
  )
  const { failure } = end.outcome
  if (failure && !isAboutThePlan(failure, place)) return notAboutThePlan(failure)
  const succeeded = end.state === 'succeeded'
  return ok({
    next: nested.next,
    forward: {
      ok: succeeded,
      durationMs: Math.max(0, timed.sumMs() - record.spentMs),
      walBytes: record.statements.reduce((sum, { walBytes }) => sum + walBytes, 0),
      ...(place.where === 'environment' && { walAtMost: true }),
      statements: [...record.statements],
      failure: succeeded ? null : failure ? failure.why : end.outcome.what,
    },
  })
}

function notAboutThePlan(failure: Failure): Result<never> {
  if (failure.code === 'run_cancelled') return { ok: false, failure }
  if (failure.code === 'plan_outdated')
    return fail(
      'plan_outdated',
      `The copy is not what the plan starts from, so that it cannot be rehearsed there. ${failure.why}`,
    )
  if (aboutThePlan.includes(failure.code)) {
    const why = `The copy is on a server of Headgate’s own, where it may do nothing elsewhere and roles are missing. ${failure.why}`
    return fail('rights_missing', why)
  }
  return { ok: false, failure }
}
