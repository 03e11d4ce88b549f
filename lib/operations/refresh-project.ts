import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor, personId } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { captureRevision } from './capture-revision'
import { findProject } from './find'

/** Reads the project's files again. `changed` is false when they are those of a revision that is known. */
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
  const { db, clock } = context
  const newest = await db.revision.findFirst({
    where: { projectId: project.id },
    orderBy: { createdAt: 'desc' },
  })
  const known = await db.revision.count({ where: { projectId: project.id } })
  const captured = await captureRevision(context, project, personId(actor))
  if (!captured.ok) return captured
  const revision = captured.value
  const changed = (await db.revision.count({ where: { projectId: project.id } })) > known
  if (changed) {
    await db.$transaction((tx) =>
      recordAudit(tx, clock, {
        actor: auditActor(actor),
        action: 'project.refreshed',
        subject: { kind: 'project', id: project.id, name: project.name },
        projectId: project.id,
        before: newest ? { revision: newest.digest } : null,
        after: { revision: revision.digest, migrations: revision.migrations.length },
      }),
    )
  }
  return ok({ digest: revision.digest, changed, migrations: revision.migrations.length })
}
