import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor, personId } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { keepRevision } from './capture-revision'
import { findProject } from './find'
import { sourcePathOf } from './inspect-project'
import { transact } from './transact'

/** The project's folder is another one now. Its files are read there at once; fails as the source does, project_exists. */
export async function moveProject(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; path: string },
): Promise<Result<{ migrations: number }>> {
  const permitted = mayDo(actor, 'project.connect')
  if (!permitted.ok) return permitted
  const found = await findProject(context, input.projectSlug)
  if (!found.ok) return found
  const project = found.value
  const sourcePath = sourcePathOf(input.path)
  const captured = await context.sources.directory.capture(sourcePath)
  if (!captured.ok) return captured
  return transact(context, async (tx) => {
    await tx.$executeRaw`LOCK TABLE "Project" IN SHARE ROW EXCLUSIVE MODE`
    const other = await tx.project.findFirst({ where: { sourcePath, id: { not: project.id } } })
    if (other)
      return fail('project_exists', `It is the project “${other.name}”.`, { projectSlug: other.slug })
    await tx.project.update({ where: { id: project.id }, data: { sourcePath } })
    const revision = await keepRevision(tx, context.clock, project.id, captured.value, personId(actor))
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'project.moved',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      before: { path: project.sourcePath },
      after: { path: sourcePath, revision: revision.digest },
    })
    return ok({ migrations: revision.migrations.length })
  })
}
