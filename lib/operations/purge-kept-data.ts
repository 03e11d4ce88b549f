import type { Context } from '../composition/context'
import { DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { KeptCopy } from '../domain/kept-data'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { auditActor, systemActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { addressOf } from './environment-address'
import { type EnvironmentInProject, findEnvironment } from './find'
import { identityChanged } from './observe-environment'

export interface PurgeKeptData {
  projectSlug: string
  environmentSlug: string
  /** Of the copies. */
  ids: string[]
  /** The environment's name, typed. */
  confirmation: string
}

/**
 * Drops copies that deploys kept: taking those deploys back with what they destroyed is impossible afterwards. Fails:
 * not_found; name_does_not_match; run_in_progress; stale_state where nothing of it is kept any more; whatever
 * connecting and dropping fail with.
 */
export async function purgeKeptData(
  context: Context,
  actor: Actor,
  input: PurgeKeptData,
): Promise<Result<{ purged: number }>> {
  const permitted = mayDo(actor, 'kept.purge')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  if (input.confirmation !== environment.name) {
    return fail('name_does_not_match', `The environment is called “${environment.name}”.`, {
      fields: { confirmation: [`Type ${environment.name}.`] },
    })
  }
  const purged = await purgeCopies(context, environment, actor, (copy) => input.ids.includes(copy.id))
  if (!purged.ok || purged.value.length > 0) return purged.ok ? ok({ purged: purged.value.length }) : purged
  return fail('stale_state', 'None of it is kept any more.')
}

/** Those that `wanted` names; `by` null: they expired. Resolves to what was purged. */
export async function purgeCopies(
  context: Context,
  environment: EnvironmentInProject,
  by: Actor | null,
  wanted: (copy: KeptCopy) => boolean,
): Promise<Result<KeptCopy[]>> {
  const running = await context.db.run.findFirst({
    where: { environmentId: environment.id, state: { in: unfinishedRunStates } },
  })
  if (running) return fail('run_in_progress', `A run of ${environment.name} goes on.`, { runId: running.id })
  const opened = await context.database.open(addressOf(context, environment).url, {
    applicationName: 'headgate purge',
    // It waits for nobody who reads a copy, and nobody waits for it.
    settings: { lock_timeout: '5000' },
  })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const moved = identityChanged(environment, session)
    if (moved) return { ok: false, failure: moved }
    const copies = (await context.database.kept.list(session)).filter(wanted)
    const busy = copies.find(({ state }) => state === 'putting_back')
    if (busy) return fail('stale_state', `${busy.table} is being put back: end that rollback first.`)
    if (copies.length > 0) await purge(context, environment, by, session, copies)
    return ok(copies)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return fail('database_error', error.info.message, { database: error.info })
  } finally {
    await session.close()
  }
}

/** In one transaction on the target; the event is written before that commits, so that nothing goes unsaid. */
async function purge(
  context: Context,
  environment: EnvironmentInProject,
  by: Actor | null,
  session: Session,
  copies: KeptCopy[],
): Promise<void> {
  await session.script('begin')
  try {
    await context.database.kept.purge(
      session,
      copies.map(({ id }) => id),
    )
    await context.db.$transaction((tx) =>
      recordAudit(tx, context.clock, {
        actor: auditActor(by ?? systemActor),
        action: by ? 'kept-data.purged' : 'kept-data.expired',
        subject: { kind: 'environment', id: environment.id, name: environment.name },
        projectId: environment.projectId,
        environmentId: environment.id,
        before: {
          rows: copies.reduce((sum, { rows }) => sum + rows, 0),
          bytes: copies.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
          copies,
        },
      }),
    )
    await session.script('commit')
  } catch (error) {
    if (!session.closed) await session.script('rollback')
    throw error
  }
}
