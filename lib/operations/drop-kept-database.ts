import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { auditActor, systemActor } from '../domain/system-actor'
import { dropByOid } from '../snapshots/drop-by-oid'
import { withMaintenance } from '../snapshots/maintenance'
import { recordAudit } from '../store/audit'
import type { Environment, KeptDatabase } from '../store/generated/client'
import { addressOf } from './environment-address'

export interface DropKeptDatabase {
  projectSlug: string
  keptDatabaseId: string
  /** The database's name, typed. */
  confirmation: string
  /** Who is connected is sent away; else that refuses. */
  endSessions: boolean
}

/**
 * Drops a database that a restore left on the environment's server. Its OID decides which one that is. Fails:
 * not_found; invalid_input for another name; run_in_progress; stale_state while somebody is connected, where it is the
 * live one of an environment, or where somebody has renamed it; whatever connecting and dropping fail with.
 */
export async function dropKeptDatabase(
  context: Context,
  actor: Actor,
  input: DropKeptDatabase,
): Promise<Result<{ state: 'dropped' | 'gone' }>> {
  const permitted = mayDo(actor, 'kept-database.drop')
  if (!permitted.ok) return permitted
  const kept = await context.db.keptDatabase.findFirst({
    where: {
      id: input.keptDatabaseId,
      droppedAt: null,
      environment: { project: { slug: input.projectSlug } },
    },
    include: { environment: true },
  })
  if (!kept) return fail('not_found', 'No such database is kept in this project.')
  if (input.confirmation !== kept.name) {
    const why = `Type ${kept.name}.`
    return fail('invalid_input', why, { fields: { confirmation: [why] } })
  }
  return dropKept(context, kept, actor, input.endSessions)
}

/** Drops it and writes that down; also what is gone already, which is then no longer listed. `by` null: it expired. */
export async function dropKept(
  context: Context,
  kept: KeptDatabase & { environment: Environment },
  by: Actor | null,
  endSessions: boolean,
): Promise<Result<{ state: 'dropped' | 'gone' }>> {
  const { environment } = kept
  const { systemIdentifier } = environment
  const live = await context.db.environment.findFirst({
    where: { systemIdentifier, databaseOid: kept.databaseOid },
  })
  if (live && kept.databaseOid !== 0n)
    return fail('stale_state', `${kept.name} is the live database of ${live.name} by now.`)
  if (kept.databaseOid === 0n) {
    const why = `Whether a database became ${kept.name} is not known: its run ended before that was looked up. Look on the server.`
    return fail('stale_state', why)
  }
  const running = await context.db.run.findFirst({
    where: { environmentId: environment.id, state: { in: unfinishedRunStates } },
  })
  if (running) return fail('run_in_progress', `A run of ${environment.name} goes on.`, { runId: running.id })
  const { url } = addressOf(context, environment)
  const identity = {
    systemIdentifier: environment.systemIdentifier ?? '',
    databaseOid: Number(environment.databaseOid ?? 0),
    databaseName: kept.name,
    serverVersion: 0,
    major: 0,
  }
  const source = { url, identity }
  const dropped = await withMaintenance(context.snapshotParts, source, 'headgate drop', ({ session }) =>
    dropByOid(session, Number(kept.databaseOid), { known: kept.name, endSessions }),
  )
  if (!dropped.ok) return dropped
  await recordDropped(context, kept, by, dropped.value)
  return ok({ state: dropped.value })
}

/** It is no longer listed; the audit has what it was. `gone`: somebody else dropped it. */
export async function recordDropped(
  context: Context,
  kept: KeptDatabase & { environment: Environment },
  by: Actor | null,
  state: 'dropped' | 'gone',
): Promise<void> {
  const { environment } = kept
  const expired = by === null ? 'kept-database.expired' : 'kept-database.dropped'
  await context.db.$transaction(async (tx) => {
    const { count } = await tx.keptDatabase.updateMany({
      where: { id: kept.id, droppedAt: null },
      data: { droppedAt: context.clock.now(), droppedById: state === 'dropped' ? (by?.id ?? null) : null },
    })
    if (count === 0) return
    await recordAudit(tx, context.clock, {
      actor: by ? auditActor(by) : auditActor(systemActor),
      action: state === 'gone' ? 'kept-database.gone' : expired,
      subject: { kind: 'kept-database', id: kept.id, name: kept.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: {
        kind: kept.kind,
        name: kept.name,
        databaseOid: String(kept.databaseOid),
        bytes: kept.bytes === null ? null : Number(kept.bytes),
        createdAt: kept.createdAt.toISOString(),
      },
    })
  })
}
