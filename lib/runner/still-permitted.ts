import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { judgeStanding } from '../domain/gate-findings'
import { judgeApprovals } from '../domain/judge-gate'
import { judgeRehearsal } from '../domain/judge-rehearsal'
import { mayDo, type Permission } from '../domain/permission'
import { missingApprovalsWords } from '../domain/standing-approvals'
import { rehearsalFact, reviewFacts } from '../operations/evaluate-gate'
import { standingAcceptances } from '../store/acceptances'
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
  const approvals = judgeApprovals({
    reviews: await reviewFacts(context, deployRequest.id),
    planFingerprint: input.planFingerprint,
    openerId: deployRequest.openedById,
    authorId: deployRequest.revision.authorId,
    policy,
  })
  const acceptances = standingAcceptances(row.plan?.accepted ?? [])
  const findings = evidence ? judgeStanding({ evidence, policy, acceptances }) : []
  const rehearsal = row.plan && (await rehearsalFact(context, row.plan))
  const rehearsed = judgeRehearsal({ policy, rehearsal, now: context.clock.now() })
  const blockers = [...approvals.blockers, ...findings, ...rehearsed.blockers]
  if (blockers.length === 0) return ok()
  const why = blockers.map((blocker) => `${blocker.what} ${blocker.why}`).join(' · ')
  return fail('gate_closed', `Since it was asked for: ${why}`, { blockers })
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
