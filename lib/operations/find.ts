import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { DeployRequest, Environment, Project } from '../store/generated/client'

/** A row is only ever loaded within its project, so that an id of another one finds nothing. */
export async function findProject(context: Context, slug: string): Promise<Result<Project>> {
  const project = await context.db.project.findUnique({ where: { slug } })
  return project ? ok(project) : fail('not_found', `There is no project “${slug}”.`)
}

export type EnvironmentInProject = Environment & { project: Project }

export async function findEnvironment(
  context: Context,
  where: { projectSlug: string; environmentSlug: string },
): Promise<Result<EnvironmentInProject>> {
  const environment = await context.db.environment.findFirst({
    where: {
      slug: where.environmentSlug,
      project: { slug: where.projectSlug },
    },
    include: { project: true },
  })
  if (environment) return ok(environment)
  return fail(
    'not_found',
    `The project “${where.projectSlug}” has no environment “${where.environmentSlug}”.`,
  )
}

export type DeployRequestInProject = DeployRequest & {
  project: Project
  environment: Environment
}

export async function findDeployRequest(
  context: Context,
  where: { projectSlug: string; number: number },
): Promise<Result<DeployRequestInProject>> {
  const request = await context.db.deployRequest.findFirst({
    where: { number: where.number, project: { slug: where.projectSlug } },
    include: { project: true, environment: true },
  })
  if (request) return ok(request)
  return fail('not_found', `The project “${where.projectSlug}” has no deploy request #${where.number}.`)
}
