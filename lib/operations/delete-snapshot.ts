import type { Context } from '../composition/context'
import { fail, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { expireSnapshot, removeSnapshotData } from './expire-snapshot'

/**
 * Deletes the snapshot's files or database; its record stays, as expired. Fails: not_found, stale_state,
 * run_in_progress while a rollback restores it.
 */
export async function deleteSnapshot(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; snapshotId: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'snapshot.delete')
  if (!permitted.ok) return permitted
  const snapshot = await context.db.snapshot.findFirst({
    where: {
      id: input.snapshotId,
      environment: { project: { slug: input.projectSlug } },
    },
    include: { environment: true },
  })
  if (!snapshot) return fail('not_found', 'There is no such snapshot in this project.')
  const expired = await expireSnapshot(context, snapshot, actor)
  return expired.ok ? removeSnapshotData(context, snapshot) : expired
}
