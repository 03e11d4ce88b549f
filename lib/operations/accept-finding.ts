import type { Context } from '../composition/context'
import { deployRequestSentence } from '../domain/deploy-request-transition'
import { type Failure, FailureError, fail, ok, type Result } from '../domain/failure'
import { type JudgedFinding, judgeFindings } from '../domain/judge-findings'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { readAcceptances } from '../store/acceptances'
import { recordAudit } from '../store/audit'
import type { Plan as PlanRow, Prisma } from '../store/generated/client'
import { readEvidence, readPolicy } from '../store/read-json'
import { type DeployRequestInProject, findDeployRequest } from './find'
import { currentPlan } from './refresh-plan'
import { transact } from './transact'

export interface FindingOnPlan {
  projectSlug: string
  number: number
  /** The plan that was on the screen. */
  planFingerprint: string
  findingId: string
}

export interface AcceptFinding extends FindingOnPlan {
  reason: string
}

/**
 * Answers for a finding, with a reason, on this plan alone: another plan asks anew. Executes nothing. Fails:
 * not_permitted, not_found, plan_outdated, stale_state where it does not stand (any more), or cannot be accepted.
 */
export async function acceptFinding(
  context: Context,
  actor: Actor,
  input: AcceptFinding,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'finding.accept')
  if (!permitted.ok) return permitted
  const found = await findDeployRequest(context, input)
  if (!found.ok) return found
  const request = found.value
  return transact(context, async (tx) => {
    const { plan, judged } = await findStanding(tx, request, input)
    if (judged.standing === 'fatal') {
      throw refusal(fail('stale_state', 'The rows that are there now make it fail: nobody can accept that.'))
    }
    if (judged.acceptance) {
      throw refusal(fail('stale_state', `${judged.acceptance.by.name} accepted it already.`))
    }
    if (judged.standing !== 'stops') {
      throw refusal(fail('stale_state', 'It does not stop the gate: there is nothing to accept.'))
    }
    const { finding, tooLong } = judged
    await tx.acceptedFinding.create({
      data: {
        planId: plan.id,
        findingId: finding.id,
        rule: finding.rule,
        title: finding.title,
        reason: input.reason,
        overLimit: tooLong,
        acceptedById: actor.id,
        createdAt: context.clock.now(),
      },
    })
    await recordAudit(tx, context.clock, {
      ...eventOn(request, actor, finding.title),
      action: 'finding.accepted',
      after: { finding: finding.id, planFingerprint: plan.fingerprint, reason: input.reason },
    })
    return ok()
  })
}

interface Standing {
  plan: PlanRow
  judged: JudgedFinding
}

/**
 * The finding on the current plan; whoever accepts, takes back or plans at the same time waits for this one. Throws
 * `FailureError`, which takes the transaction back.
 */
export async function findStanding(
  tx: Prisma.TransactionClient,
  request: DeployRequestInProject,
  input: FindingOnPlan,
): Promise<Standing> {
  const { state } = await tx.deployRequest.update({
    where: { id: request.id },
    data: { sequence: { increment: 1 } },
  })
  if (state !== 'open') throw refusal(fail('stale_state', deployRequestSentence(state)))
  const plan = await currentPlan(tx, request.id)
  if (plan?.fingerprint !== input.planFingerprint) {
    throw refusal(fail('plan_outdated', 'Another plan than the one on your screen is the current one.'))
  }
  const { risk } = readEvidence(plan.evidence)
  const acceptances = await readAcceptances(tx, plan.id)
  const judged = judgeFindings(risk, readPolicy(request.environment.policy), acceptances).find(
    ({ finding }) => finding.id === input.findingId,
  )
  if (!judged) throw refusal(fail('not_found', 'The plan has no such finding.'))
  return { plan, judged }
}

export function refusal({ failure }: { failure: Failure }): FailureError {
  return new FailureError(failure)
}

export function eventOn(request: DeployRequestInProject, actor: Actor, title: string) {
  return {
    actor: auditActor(actor),
    subject: {
      kind: 'deploy-request',
      id: request.id,
      name: `“${title}” on #${request.number} ${request.title}`,
    },
    projectId: request.projectId,
    environmentId: request.environmentId,
  }
}
