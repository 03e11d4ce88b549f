import 'server-only'
import { context } from '../composition/context'
import {
  type DeployRequestList,
  type DeployRequestRow,
  type RequestFilter,
  requestFilters,
  statesOfFilter,
} from '../domain/deploy-request-view'
import type { Actor } from '../domain/permission'
import { summarizeRisk } from '../domain/verdict'
import type { Prisma } from '../store/generated/client'
import { readEvidence, readPlan, readPolicy } from '../store/read-json'
import { actOf } from './acts'

export interface DeployRequestFilter {
  show: RequestFilter
  environment: string | null
  author: string | null
  text: string | null
}

const pageSize = 60

/** The deploy requests of a project, newest first; null when the project does not exist. */
export async function listDeployRequests(
  viewer: Actor,
  projectSlug: string,
  filter: DeployRequestFilter,
): Promise<DeployRequestList | null> {
  const { db } = context()
  const project = await db.project.findUnique({
    where: { slug: projectSlug },
    include: { environments: { orderBy: { position: 'asc' } } },
  })
  if (!project) return null
  const where = narrow(project.id, filter)
  const [rows, counts, people] = await Promise.all([
    db.deployRequest.findMany({ where, include: rowParts, orderBy: { number: 'desc' }, take: pageSize }),
    db.deployRequest.groupBy({
      by: ['state'],
      where: narrow(project.id, { ...filter, show: 'all' }),
      _count: true,
    }),
    db.user.findMany({
      where: { deployRequests: { some: { projectId: project.id } } },
      orderBy: { name: 'asc' },
    }),
  ])
  return {
    project: { slug: project.slug, name: project.name },
    environments: project.environments.map(({ slug, name, kind }) => ({ slug, name, kind })),
    people: people.map(({ id, name }) => ({ id, name })),
    counts: countByFilter(counts),
    rows: rows.map(toRow),
    open: actOf(viewer, 'deploy-request.open'),
  }
}

function narrow(projectId: string, filter: DeployRequestFilter): Prisma.DeployRequestWhereInput {
  return {
    projectId,
    state: { in: statesOfFilter[filter.show] },
    ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    ...(filter.author ? { openedById: filter.author } : {}),
    ...(filter.text ? { title: { contains: filter.text, mode: 'insensitive' as const } } : {}),
  }
}

const rowParts = {
  environment: true,
  openedBy: true,
  plans: { where: { supersededAt: null }, orderBy: { createdAt: 'desc' }, take: 1 },
  reviews: {
    select: { verdict: true, voidedAt: true, planFingerprint: true, userId: true, createdAt: true },
  },
} satisfies Prisma.DeployRequestInclude

function countByFilter(groups: { state: string; _count: number }[]): Record<RequestFilter, number> {
  const of = (filter: RequestFilter) =>
    groups
      .filter((group) => (statesOfFilter[filter] as string[]).includes(group.state))
      .reduce((sum, group) => sum + group._count, 0)
  return Object.fromEntries(requestFilters.map((filter) => [filter, of(filter)])) as Record<
    RequestFilter,
    number
  >
}

type Row = Prisma.DeployRequestGetPayload<{ include: typeof rowParts }>

function toRow(row: Row): DeployRequestRow {
  const plan = row.plans[0]
  const live = row.reviews.filter((review) => !review.voidedAt)
  const approving = new Set(
    live.filter((review) => review.verdict === 'approve').map((review) => review.userId),
  )
  const { slug, name, kind, policy } = row.environment
  return {
    number: row.number,
    title: row.title,
    state: row.state,
    environment: { slug, name, kind },
    openedBy: { id: row.openedBy.id, name: row.openedBy.name },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    risk: plan ? summarizeRisk(readPlan(plan.body), readEvidence(plan.evidence)) : null,
    approvals: { given: approving.size, needed: readPolicy(policy).approvals },
    changesRequested: asksForChanges(live),
    comments: row.reviews.filter((review) => review.verdict === 'comment').length,
  }
}

/** Somebody's last verdict counts, not the ones before it. */
function asksForChanges(
  reviews: Pick<Row['reviews'][number], 'verdict' | 'userId' | 'createdAt'>[],
): boolean {
  const last = new Map<string, string>()
  for (const review of reviews.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())) {
    if (review.verdict !== 'comment') last.set(review.userId, review.verdict)
  }
  return [...last.values()].includes('request_changes')
}
