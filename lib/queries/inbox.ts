import 'server-only'
import { context } from '../composition/context'
import { unsettledDeployRequestStates } from '../domain/deploy-request-transition'
import type { InboxRequest, InboxResolution, InboxRun, InboxView } from '../domain/inbox-view'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { standingReviews } from '../domain/standing-reviews'
import { actsOf } from '../operations/find-resolution'
import { reviewFact } from '../operations/review-fact'
import { withAcceptances } from '../store/acceptances'
import type { Prisma } from '../store/generated/client'
import { readOutcome, readPolicy } from '../store/read-json'
import { resolutionParts, toResolutionRow } from './attention'
import { findingsToAccept, riskOf } from './plan-risk'

const parts = {
  project: { select: { slug: true, name: true } },
  environment: true,
  openedBy: { select: { name: true } },
  revision: { select: { authorId: true } },
  plans: {
    where: { supersededAt: null },
    orderBy: { createdAt: 'desc' },
    take: 1,
    include: { accepted: withAcceptances },
  },
  reviews: { where: { voidedAt: null }, orderBy: { createdAt: 'asc' }, include: { user: true } },
} satisfies Prisma.DeployRequestInclude

type Row = Prisma.DeployRequestGetPayload<{ include: typeof parts }>

/** What waits for the viewer, what the viewer waits for, what runs, what went wrong. Over all projects. */
export async function readInbox(viewer: Actor): Promise<InboxView> {
  const [open, resolutions, running, failed] = await Promise.all([
    openRequests(),
    resolutionsFor(viewer),
    runsGoingOn(),
    failedRuns(),
  ])
  return {
    review: open.filter((row) => waitsForReviewOf(viewer, row)).map(toRequest),
    resolutions,
    mine: open.filter((row) => row.openedById === viewer.id).map(toRequest),
    running,
    failed,
  }
}

/** What the number beside "Inbox" counts: reviews that only the viewer's kind can give, and runs that went wrong. */
export async function countInbox(viewer: Actor): Promise<number> {
  const [open, resolutions, failed] = await Promise.all([
    openRequests(),
    resolutionsFor(viewer),
    failedRuns(),
  ])
  const acts = resolutions.filter(({ mine }) => mine !== 'nothing')
  return open.filter((row) => waitsForReviewOf(viewer, row)).length + acts.length + failed.length
}

async function openRequests(): Promise<Row[]> {
  return context().db.deployRequest.findMany({
    where: { state: { in: unsettledDeployRequestStates } },
    orderBy: { updatedAt: 'desc' },
    include: parts,
    take: 200,
  })
}

/** Resolutions that wait for an act which the viewer may do, and those that the viewer proposed. */
async function resolutionsFor(viewer: Actor): Promise<InboxResolution[]> {
  const rows = await context().db.resolution.findMany({
    where: { state: { in: ['proposed', 'approved'] } },
    orderBy: { createdAt: 'desc' },
    include: {
      ...resolutionParts,
      environment: { include: { project: { select: { slug: true, name: true } } } },
    },
    take: 100,
  })
  return rows.flatMap((row) => {
    const { slug, name, kind, project } = row.environment
    const { approve, carryOut } = actsOf(viewer, row)
    const mine = approve.allowed ? 'approve' : carryOut.allowed ? 'carry_out' : ('nothing' as const)
    if (mine === 'nothing' && row.proposedById !== viewer.id) return []
    return [{ ...toResolutionRow(row), project, environment: { slug, name, kind }, mine }]
  })
}

/** Wants an approval that the viewer may give and has not given or refused, or a finding to be accepted. */
function waitsForReviewOf(viewer: Actor, row: Row): boolean {
  return wantsApprovalOf(viewer, row) || wantsAcceptanceOf(viewer, row)
}

function wantsAcceptanceOf(viewer: Actor, row: Row): boolean {
  if (row.state !== 'open' || row.openedById === viewer.id || !mayDo(viewer, 'finding.accept').ok)
    return false
  return !approvalsOf(row).refusedBy && findingsToAccept(row.plans[0], row.environment.policy) > 0
}

function wantsApprovalOf(viewer: Actor, row: Row): boolean {
  if (row.state !== 'open' || !mayDo(viewer, 'deploy-request.review').ok) return false
  if (row.openedById === viewer.id || row.revision.authorId === viewer.id) return false
  const { given, needed, plan } = approvalsOf(row)
  const last = row.reviews.findLast((review) => review.userId === viewer.id && review.verdict !== 'comment')
  return given < needed && plan !== undefined && last?.planFingerprint !== plan.fingerprint
}

function approvalsOf(row: Row) {
  const plan = row.plans[0]
  const { approvals, objections } = standingReviews({
    openerId: row.openedById,
    authorId: row.revision.authorId,
    planFingerprint: plan?.fingerprint ?? '',
    reviews: row.reviews.map(reviewFact),
  })
  return {
    plan,
    needed: readPolicy(row.environment.policy).approvals,
    given: approvals.length,
    refusedBy: objections[0]?.userName ?? null,
  }
}

function toRequest(row: Row): InboxRequest {
  const { slug, name, kind } = row.environment
  const plan = row.plans[0]
  return {
    project: row.project,
    number: row.number,
    title: row.title,
    state: row.state,
    environment: { slug, name, kind },
    openedBy: row.openedBy.name,
    updatedAt: row.updatedAt.toISOString(),
    ...riskOf(plan, row.environment.policy),
    waitsFor: waitsFor(row),
  }
}

function waitsFor(row: Row): string {
  if (row.state === 'deploying') return 'a deploy is going on'
  if (row.state === 'rolling_back') return 'a rollback is going on'
  if (row.state === 'failed') return 'its deploy failed'
  const { plan, needed, given, refusedBy } = approvalsOf(row)
  if (!plan) return 'a plan'
  if (refusedBy) return `${refusedBy} asked for changes`
  if (given < needed) return needed - given === 1 ? 'one approval' : `${needed - given} approvals`
  const findings = findingsToAccept(plan, row.environment.policy)
  if (findings > 0) return findings === 1 ? 'a finding to be accepted' : `${findings} findings to be accepted`
  return 'somebody to deploy it'
}

const runParts = {
  environment: { include: { project: { select: { slug: true, name: true } } } },
  requestedBy: { select: { name: true } },
  deployRequest: { select: { number: true, title: true } },
} satisfies Prisma.RunInclude

async function runsGoingOn(): Promise<InboxRun[]> {
  const rows = await context().db.run.findMany({
    where: { state: { in: unfinishedRunStates } },
    orderBy: { createdAt: 'asc' },
    include: runParts,
    take: 100,
  })
  return rows.map(toRun)
}

/** Runs of the last two weeks that went wrong, and after which no run of that kind succeeded there. */
async function failedRuns(): Promise<InboxRun[]> {
  const { db, clock } = context()
  const since = new Date(clock.now().getTime() - 14 * 86_400_000)
  const rows = await db.run.findMany({
    where: { createdAt: { gt: since }, state: { in: ['failed', 'unverified', 'unknown', 'succeeded'] } },
    orderBy: { createdAt: 'desc' },
    include: runParts,
    take: 500,
  })
  const settled = new Set<string>()
  return rows
    .filter((row) => {
      const key = `${row.environmentId} ${row.kind}`
      const was = settled.has(key)
      if (row.state === 'succeeded') settled.add(key)
      return row.state !== 'succeeded' && !was
    })
    .map(toRun)
}

function toRun(row: Prisma.RunGetPayload<{ include: typeof runParts }>): InboxRun {
  const { slug, name, kind, project } = row.environment
  return {
    id: row.id,
    project,
    environment: { slug, name, kind },
    kind: row.kind,
    state: row.state,
    by: row.requestedBy.name,
    at: (row.endedAt ?? row.startedAt ?? row.createdAt).toISOString(),
    request: row.deployRequest,
    what: readOutcome(row.outcome)?.what ?? null,
  }
}
