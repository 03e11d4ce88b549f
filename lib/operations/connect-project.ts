import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { NewProject } from '../domain/project-view'
import { freeSlug, slugOf } from '../domain/slug'
import { auditActor, personId } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { keepRevision } from './capture-revision'
import { sourcePathOf } from './inspect-project'
import { transact } from './transact'

/** Adds the project under a path, with the files that are there now as its first revision. Fails: project_exists, or as the source does. */
export async function connectProject(
  context: Context,
  actor: Actor,
  input: NewProject,
): Promise<Result<{ slug: string }>> {
  const permitted = mayDo(actor, 'project.connect')
  if (!permitted.ok) return permitted
  const sourcePath = sourcePathOf(input.path)
  const captured = await context.sources.directory.capture(sourcePath)
  if (!captured.ok) return captured
  return transact(context, async (tx) => {
    await tx.$executeRaw`LOCK TABLE "Project" IN SHARE ROW EXCLUSIVE MODE`
    const projects = await tx.project.findMany({ select: { name: true, slug: true, sourcePath: true } })
    const same = projects.find((project) => project.sourcePath === sourcePath)
    if (same) return fail('project_exists', `It is the project “${same.name}”.`, { projectSlug: same.slug })
    const slug = freeSlug(
      slugOf(input.name),
      projects.map((project) => project.slug),
    )
    const project = await tx.project.create({
      data: { slug, name: input.name, sourceKind: 'directory', sourcePath, createdAt: context.clock.now() },
    })
    await keepRevision(tx, context.clock, project.id, captured.value, personId(actor))
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'project.connected',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      after: { name: project.name, slug, path: sourcePath, revision: captured.value.digest },
    })
    return ok({ slug })
  })
}
