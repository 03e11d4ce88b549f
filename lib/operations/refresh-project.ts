import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor, personId } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { keepRevision } from './capture-revision'
import { findProject } from './find'
import { transact } from './transact'

/** Reads the project's files again. `changed` is false when they are those that were read last. */
export async function refreshProject(
  context: Context,
  actor: Actor,
  input: { projectSlug: string },
): Promise<Result<{ digest: string; changed: boolean; migrations: number }>> {
  const permitted = mayDo(actor, 'project.refresh')
  if (!permitted.ok) return permitted
  const found = await findProject(context, input.projectSlug)
  if (!found.ok) return found
  const project = found.value
  const captured = await context.sources.directory.capture(project.sourcePath)
  if (!captured.ok) return captured
  return transact(context, async (tx) => {
    // Two who refresh at once take turns: one of them brings the new files in.
    await tx.$queryRaw`SELECT id FROM "Project" WHERE id = ${project.id} FOR UPDATE`
    const newest = await tx.revision.findFirst({
      where: { projectId: project.id },
      orderBy: { lastSeenAt: 'desc' },
      select: { digest: true },
    })
    const revision = await keepRevision(tx, context.clock, project.id, captured.value, personId(actor))
    const changed = newest?.digest !== revision.digest
    if (changed) {
      await recordAudit(tx, context.clock, {
        actor: auditActor(actor),
        action: 'project.refreshed',
        subject: { kind: 'project', id: project.id, name: project.name },
        projectId: project.id,
        before: newest ? { revision: newest.digest } : null,
        after: { revision: revision.digest, migrations: revision.migrations.length },
      })
    }
    return ok({ digest: revision.digest, changed, migrations: revision.migrations.length })
  })
}
