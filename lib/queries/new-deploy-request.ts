import 'server-only'
import { context } from '../composition/context'
import { unsettledDeployRequestStates } from '../domain/deploy-request-transition'
import type { NewDeployRequestView, PendingInEnvironment } from '../domain/deploy-request-view'
import type { MigrationFile, MigrationStatus } from '../domain/migration'
import type { EnvironmentObservation } from '../domain/observation'
import type { Actor } from '../domain/permission'
import { describeTroubles } from '../domain/trouble-words'
import type { Prisma } from '../store/generated/client'
import { readFailure, readMigrationFiles, readObservation, readPolicy } from '../store/read-json'
import { actOf } from './acts'
import { statusesOf } from './environment-summary'

/** Every environment with what is pending in it, by its ledger as last seen and the newest files; null when the project does not exist. */
export async function readNewDeployRequest(
  viewer: Actor,
  projectSlug: string,
): Promise<NewDeployRequestView | null> {
  const { db } = context()
  const project = await db.project.findUnique({
    where: { slug: projectSlug },
    include: {
      environments: { orderBy: { position: 'asc' }, include: environmentParts },
      revisions: { orderBy: { lastSeenAt: 'desc' }, take: 1 },
    },
  })
  if (!project) return null
  const revision = project.revisions[0]
  const files = revision ? readMigrationFiles(revision.migrations) : []
  return {
    project: { slug: project.slug, name: project.name },
    environments: project.environments.map((environment) => toPending(environment, files)),
    open: actOf(viewer, 'deploy-request.open'),
  }
}

const environmentParts = {
  deployRequests: {
    where: { state: { in: unsettledDeployRequestStates } },
    select: { number: true, title: true },
    orderBy: { number: 'desc' },
  },
} satisfies Prisma.EnvironmentInclude

type Row = Prisma.EnvironmentGetPayload<{ include: typeof environmentParts }>

function toPending(row: Row, files: MigrationFile[]): PendingInEnvironment {
  const observation = readObservation(row.observation)
  const unreachable = readFailure(row.unreachable)
  const policy = readPolicy(row.policy)
  const statuses = statusesOf(row.observation, files)
  const sql = new Map(files.map((file) => [file.name, file.sql]))
  return {
    environment: { slug: row.slug, name: row.name, kind: row.kind, label: row.label },
    observedAt: row.observedAt?.toISOString() ?? null,
    trouble: unreachable ? `${unreachable.what} ${unreachable.why}` : troubleOf(observation, statuses),
    pending: statuses.flatMap((status) => {
      const { name, state } = status
      if (state !== 'pending' && state !== 'out_of_order' && state !== 'rolled_back') return []
      return [{ name, state, sql: sql.get(name) ?? '' }]
    }),
    applied: statuses.filter((status) => status.state === 'applied').length,
    policy: { approvals: policy.approvals, snapshot: policy.snapshot },
    openRequests: row.deployRequests,
  }
}

function troubleOf(observation: EnvironmentObservation | null, statuses: MigrationStatus[]): string | null {
  if (!observation) return 'It was not looked at yet.'
  const troubles = describeTroubles(statuses)
  return troubles.length > 0 ? `Its history needs a decision first: ${troubles.join('; ')}.` : null
}
