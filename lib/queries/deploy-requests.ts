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
import { standingReviews } from '../domain/standing-reviews'
import { reviewFact } from '../operations/review-fact'
import { withAcceptances } from '../store/acceptances'
import type { Prisma } from '../store/generated/client'
import { readPolicy } from '../store/read-json'
import { actOf } from './acts'
import { riskOf } from './plan-risk'

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
  plans: {
    where: { supersededAt: null },
    orderBy: { createdAt: 'desc' },
    take: 1,
    include: { accepted: withAcceptances },
  },
  revision: { select: { authorId: true } },
  reviews: { include: { user: true } },
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
  const { approvals, objections } = standingReviews({
    openerId: row.openedById,
    authorId: row.revision.authorId,
    planFingerprint: plan?.fingerprint ?? '',
    reviews: row.reviews.map(reviewFact),
  })
  const { slug, name, kind, policy } = row.environment
  return {
    number: row.number,
    title: row.title,
    state: row.state,
    environment: { slug, name, kind },
    openedBy: { id: row.openedBy.id, name: row.openedBy.name },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    ...riskOf(plan, row.environment.policy),
    approvals: { given: approvals.length, needed: readPolicy(policy).approvals },
    changesRequested: objections.length > 0,
    comments: row.reviews.filter((review) => review.verdict === 'comment').length,
  }
}
