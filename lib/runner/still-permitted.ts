import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { blockersWords } from '../domain/gate'
import { judgeRehearsal } from '../domain/judge-rehearsal'
import { mayDo, type Permission } from '../domain/permission'
import { missingApprovalsWords } from '../domain/standing-approvals'
import { rehearsalFact } from '../operations/evaluate-gate'
import { standingBlockers } from '../operations/standing-blockers'
import { approvalsOf } from '../store/resolution-approvals'
import type { LoadedRun } from './load-run'

/**
 * Whether a run that waited may still begin: who asked for it may still ask, and what it deploys is approved by people
 * who may still approve, rehearsed where the policy of now wants that, with every danger accepted that it stops for. Fails: not_permitted, gate_closed, resolution_not_approved.
 */
export async function stillPermitted(
  context: Context,
  { row, input, policy, evidence }: LoadedRun,
): Promise<Result<void>> {
  const { requestedBy, environment, deployRequest } = row
  if (requestedBy.disabledAt)
    return fail(
      'not_permitted',
      `The account of ${requestedBy.name}, who asked for it, was switched off since.`,
    )
  const permitted = mayDo(requestedBy, permissionFor(input.kind, environment.kind === 'production'))
  if (!permitted.ok)
    return fail('not_permitted', `${requestedBy.name}, who asked for it, is ${requestedBy.role} by now.`)
  if (input.kind === 'resolve') return stillApproved(row)
  if (input.kind !== 'deploy' || !deployRequest) return ok()
  const standing = await standingBlockers(context, { ...row, deployRequest, policy, evidence })
  // Half of a plan cannot be rehearsed: what goes on was judged when it began.
  const rehearsed = input.resumes === undefined && (await judged(context, { row, policy }))
  const blockers = [...standing, ...(rehearsed ? rehearsed.blockers : [])]
  if (blockers.length === 0) return ok()
  return fail('gate_closed', `Since it was asked for: ${blockersWords(blockers)}`, { blockers })
}

async function judged(context: Context, { row, policy }: Pick<LoadedRun, 'row' | 'policy'>) {
  const rehearsal = row.plan && (await rehearsalFact(context, row.plan))
  return judgeRehearsal({ policy, rehearsal, now: context.clock.now() })
}

/** Approved by as many others who may still approve as the policy of now wants. */
function stillApproved({ resolution, environment }: LoadedRun['row']): Result<void> {
  if (!resolution) return fail('resolution_not_approved', 'What was to be carried out is not there any more.')
  const approvals = approvalsOf({ ...resolution, environment })
  if (approvals.missing === 0) return ok()
  const lost = approvals.lapsed.map(
    ({ userName }) => `${userName}, who approved it, may not approve any more.`,
  )
  return fail('resolution_not_approved', [`${missingApprovalsWords(approvals)} by now.`, ...lost].join(' '))
}

function permissionFor(kind: LoadedRun['input']['kind'], production: boolean): Permission {
  if (kind === 'deploy') return production ? 'deploy-request.deploy-production' : 'deploy-request.deploy'
  if (kind === 'resolve') return 'run.resolve'
  if (kind === 'restore') return 'snapshot.restore'
  if (kind === 'rehearse') return 'rehearsal.run'
  return kind === 'rollback' ? 'rollback.run' : 'snapshot.take'
}
