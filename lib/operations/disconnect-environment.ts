import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { findEnvironment } from './find'
import { gateMarkAt } from './gate-mark-at'
import { transact } from './transact'

export interface DisconnectEnvironment {
  projectSlug: string
  environmentSlug: string
  /** The environment's name, typed. */
  confirmation: string
}

/**
 * Forgets an environment with its deploy requests and runs; the database itself is not touched, and the audit stays.
 * Fails: name_does_not_match, run_in_progress, stale_state while snapshots of it are kept.
 */
export async function disconnectEnvironment(
  context: Context,
  actor: Actor,
  input: DisconnectEnvironment,
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const { id, name, label, kind, projectId } = found.value
  if (input.confirmation !== name) {
    return fail('name_does_not_match', `It is called “${name}”.`, {
      fields: { confirmation: ['It does not match.'] },
    })
  }
  const gone = await transact(context, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Environment" WHERE "id" = ${id} FOR UPDATE`
    const runs = await tx.run.count({ where: { environmentId: id, state: { in: unfinishedRunStates } } })
    if (runs > 0) return fail('run_in_progress', `${runs} of its runs have not ended.`)
    const kept = await tx.snapshot.count({
      where: {
        environmentId: id,
        // What a person vouched for is theirs, and they know where it is.
        confirmedById: null,
        state: { in: ['requested', 'running', 'complete', 'verified'] },
      },
    })
    if (kept > 0)
      return fail(
        'stale_state',
        `${kept} snapshots of it are kept; delete them first, or nobody would find them again.`,
      )
    await tx.environment.delete({ where: { id } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'environment.disconnected',
      subject: { kind: 'environment', id, name },
      projectId,
      environmentId: id,
      before: { name, kind, label },
    })
    return ok()
  })
  // Only once nobody guards it any more: a mark that stays is told by the terminal that meets it.
  if (gone.ok) await gateMarkAt(context, found.value, false)
  return gone
}
