import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import type { Prisma } from '../store/generated/client'
import { json } from '../store/json'
import { captureRevision, type StoredRevision } from './capture-revision'
import { type EnvironmentInProject, findEnvironment } from './find'
import { type FreshPlan, planEnvironment } from './plan-environment'

export interface OpenDeployRequest {
  projectSlug: string
  environmentSlug: string
  /** Last migration to deploy; null: all that are pending. */
  upTo: string | null
  title: string
  description: string
}

/**
 * Asks that pending migrations be deployed: captures the files, makes the plan, and opens the request with it.
 * Fails as planning does, and then leaves nothing behind.
 */
export async function openDeployRequest(
  context: Context,
  actor: Actor,
  input: OpenDeployRequest,
): Promise<Result<{ number: number }>> {
  const permitted = mayDo(actor, 'deploy-request.open')
  if (!permitted.ok) return permitted
  const environment = await findEnvironment(context, input)
  if (!environment.ok) return environment
  const revision = await captureRevision(context, environment.value.project, actor.id)
  if (!revision.ok) return revision
  const planned = await planEnvironment(context, environment.value, revision.value, input.upTo)
  if (!planned.ok) return planned
  const number = await context.db.$transaction((tx) =>
    store(tx, context, actor, input, environment.value, revision.value, planned.value),
  )
  return ok({ number })
}

async function store(
  tx: Prisma.TransactionClient,
  context: Context,
  actor: Actor,
  input: OpenDeployRequest,
  environment: EnvironmentInProject,
  revision: StoredRevision,
  planned: FreshPlan,
): Promise<number> {
  const number = await nextNumber(tx, environment.projectId)
  const request = await tx.deployRequest.create({
    data: {
      number,
      projectId: environment.projectId,
      environmentId: environment.id,
      revisionId: revision.id,
      title: input.title,
      description: input.description,
      upTo: input.upTo,
      openedById: actor.id,
      createdAt: context.clock.now(),
    },
  })
  await storePlan(tx, context, request.id, planned)
  await recordAudit(tx, context.clock, {
    actor: auditActor(actor),
    action: 'deploy-request.opened',
    subject: {
      kind: 'deploy-request',
      id: request.id,
      name: `#${number} ${input.title}`,
    },
    projectId: environment.projectId,
    environmentId: environment.id,
    after: {
      environment: environment.name,
      migrations: planned.plan.migrations.map((migration) => migration.name),
      planFingerprint: planned.fingerprint,
    },
  })
  return number
}

/** Numbers count up within a project; the project's row is locked, so that two openers get two numbers. */
async function nextNumber(tx: Prisma.TransactionClient, projectId: string): Promise<number> {
  await tx.$queryRaw`SELECT id FROM "Project" WHERE id = ${projectId} FOR UPDATE`
  const newest = await tx.deployRequest.aggregate({
    where: { projectId },
    _max: { number: true },
  })
  return (newest._max.number ?? 0) + 1
}

export async function storePlan(
  tx: Prisma.TransactionClient,
  context: Context,
  deployRequestId: string,
  planned: FreshPlan,
): Promise<void> {
  await tx.plan.create({
    data: {
      deployRequestId,
      fingerprint: planned.fingerprint,
      body: json(planned.plan),
      evidence: json(planned.evidence),
      base: json(planned.base),
      createdAt: context.clock.now(),
    },
  })
}
