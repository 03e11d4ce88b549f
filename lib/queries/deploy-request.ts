import 'server-only'
import { type Context, context } from '../composition/context'
import { deployRequestActs } from '../domain/deploy-request-acts'
import type { DeployRequestView, LineStation, PlanView, RunRef } from '../domain/deploy-request-view'
import { judgeFindings } from '../domain/judge-findings'
import { type Actor, mayDo } from '../domain/permission'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { RehearsalView } from '../domain/rehearsal-view'
import { riskVerdict } from '../domain/risk-verdict'
import { summarizeRisk } from '../domain/verdict'
import { evaluateGate } from '../operations/evaluate-gate'
import { snapshotForRehearsal } from '../operations/snapshot-for-rehearsal'
import { standingAcceptances, withAcceptances } from '../store/acceptances'
import type { Prisma } from '../store/generated/client'
import {
  readEvidence,
  readObservation,
  readOutcome,
  readPlan,
  readPlanChange,
  readPolicy,
} from '../store/read-json'
import { newestRehearsal } from '../store/rehearsals'
import { conversationOf } from './conversation'
import { maskSamples } from './mask-samples'
import { readResume } from './resume'

const parts = {
  project: true,
  environment: true,
  openedBy: true,
  revision: { select: { digest: true, author: true } },
  plans: { orderBy: { createdAt: 'asc' }, include: { accepted: withAcceptances } },
  reviews: { orderBy: { createdAt: 'asc' }, include: { user: true } },
  runs: { orderBy: { createdAt: 'asc' }, include: { requestedBy: true } },
} satisfies Prisma.DeployRequestInclude

export type DeployRequestRecord = Prisma.DeployRequestGetPayload<{ include: typeof parts }>

/** One deploy request with its newest plan, its gate and what was said; null when it does not exist. */
export async function readDeployRequest(
  viewer: Actor,
  projectSlug: string,
  number: number,
): Promise<DeployRequestView | null> {
  const at = context()
  const row = await at.db.deployRequest.findFirst({
    where: { number, project: { slug: projectSlug } },
    include: parts,
  })
  if (!row) return null
  const gate = await evaluateGate(at, { deployRequestId: row.id })
  const newest = row.plans.findLast((plan) => plan.supersededAt === null) ?? row.plans.at(-1)
  const replaced = row.plans.findLast((plan) => plan.supersededAt !== null && plan.supersededBy !== null)
  const change = readPlanChange(replaced?.supersededBy)
  const plan = newest
    ? toPlan(newest, readPolicy(row.environment.policy), mayDo(viewer, 'data.view').ok)
    : null
  const runs = row.runs.map(toRun)
  const rehearsal = newest && plan ? await toRehearsal(at, row, newest, plan.body) : null
  const { slug, name, kind, label } = row.environment
  const acts = deployRequestActs({
    viewer,
    state: row.state,
    kind,
    openedById: row.openedById,
    authorId: row.revision.author?.id ?? null,
    hasPlan: plan !== null,
    gate,
    approved: plan !== null && lastVerdict(row, viewer.id, plan.fingerprint) === 'approve',
    deployed:
      runs.some(
        (run) => run.kind === 'deploy' && (run.state === 'succeeded' || run.state === 'unverified'),
      ) && row.state === 'deployed',
  })
  return {
    sequence: row.sequence,
    project: { slug: row.project.slug, name: row.project.name },
    number: row.number,
    title: row.title,
    description: row.description,
    state: row.state,
    environment: { slug, name, kind, label },
    openedBy: { id: row.openedBy.id, name: row.openedBy.name },
    author: row.revision.author ? { id: row.revision.author.id, name: row.revision.author.name } : null,
    revisionDigest: row.revision.digest,
    upTo: row.upTo,
    createdAt: row.createdAt.toISOString(),
    plan,
    rehearsal: rehearsal && { ...rehearsal, act: acts.rehearse },
    replaced: replaced?.supersededAt && change ? { at: replaced.supersededAt.toISOString(), change } : null,
    gate,
    line: lineOf(row, plan?.body ?? null),
    conversation: conversationOf(row, runs),
    runs,
    resume: await readResume(viewer, row, kind),
    viewer: { id: viewer.id, name: viewer.name, role: viewer.role },
    acts,
  }
}

async function toRehearsal(
  at: Context,
  row: DeployRequestRecord,
  plan: DeployRequestRecord['plans'][number],
  body: Plan,
): Promise<Omit<RehearsalView, 'act'>> {
  const found = await newestRehearsal(at.db, plan.id, plan.fingerprint)
  const from = await snapshotForRehearsal(at, row.environment, body)
  return {
    newest: found && { runId: found.runId, result: found.result },
    from: from?.takenAt
      ? { takenAt: from.takenAt.toISOString(), method: from.method, bytes: Number(from.sizeBytes ?? 0) }
      : null,
    demanded: readPolicy(row.environment.policy).rehearsal === 'required',
  }
}

/** The viewer's last word on this plan. */
function lastVerdict(row: DeployRequestRecord, userId: string, fingerprint: string): string | undefined {
  const own = row.reviews.filter(
    (review) => review.userId === userId && review.planFingerprint === fingerprint,
  )
  return own.findLast((review) => review.verdict !== 'comment' && !review.voidedAt)?.verdict
}

function toPlan(row: DeployRequestRecord['plans'][number], policy: Policy, mayViewData: boolean): PlanView {
  const body = readPlan(row.body)
  const whole = readEvidence(row.evidence)
  const evidence = mayViewData ? whole : maskSamples(whole)
  const acceptances = standingAcceptances(row.accepted)
  return {
    fingerprint: row.fingerprint,
    createdAt: row.createdAt.toISOString(),
    body,
    evidence,
    risk: summarizeRisk(body, evidence, policy, acceptances),
    verdict: riskVerdict(body, evidence),
    findings: judgeFindings(evidence.risk, policy, acceptances),
    masked: !mayViewData,
  }
}

function toRun(row: DeployRequestRecord['runs'][number]): RunRef {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    requestedBy: { id: row.requestedBy.id, name: row.requestedBy.name },
    outcome: readOutcome(row.outcome),
  }
}

/** The end of the environment's line: what is applied last, then what is pending, as last seen. */
function lineOf(row: DeployRequestRecord, plan: Plan | null): LineStation[] {
  const planned = new Set(plan?.migrations.map((migration) => migration.name))
  const seen = readObservation(row.environment.observation)?.migrations ?? []
  const known = new Set(seen.map((status) => status.name))
  const unseen = [...planned].filter((name) => !known.has(name))
  return [
    ...seen.map(({ name, state }) => ({ name, state, planned: planned.has(name) })),
    ...unseen.map((name) => ({ name, state: 'pending' as const, planned: true })),
  ]
}
