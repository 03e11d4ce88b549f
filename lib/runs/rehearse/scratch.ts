import type { Session } from '../../databases/database'
import { fail, ok, type Result } from '../../domain/failure'
import { copy } from '../../snapshots/clone-take'
import { asConfined, dropConfinedRole } from '../../snapshots/confined-role'
import { databaseFailure } from '../../snapshots/database-failure'
import { readProperties } from '../../snapshots/database-properties'
import { foreignSessions, sessionsInWords } from '../../snapshots/foreign-sessions'
import { endOnAbort } from '../../snapshots/interruptible'
import { withMaintenance } from '../../snapshots/maintenance'
import type { Progress, SnapshotMethod, SnapshotSource, TakenSnapshot } from '../../snapshots/method'
import { quoteIdentifier, rehearsalName } from '../../snapshots/names'
import type { SnapshotParts } from '../../snapshots/parts'
import { databaseBytes, dropDatabase } from '../../snapshots/scratch-database'
import { confine, scratchServer } from '../../snapshots/verify'
import type { RunTarget } from '../ports'

/** Where copies are made, and with what they come and go. */
export interface ScratchPlace {
  parts: SnapshotParts
  /** The live database's server, or one of Headgate's own. */
  server: SnapshotSource
  where: 'environment' | 'embedded'
  live: SnapshotSource
}

export interface Copied {
  from: SnapshotMethod
  taken: Pick<TakenSnapshot, 'location' | 'manifest'>
}

/**
 * The environment's own server where databases may be created there, else one of Headgate's of the same major. What is
 * rehearsed was approved by nobody: on a server of Headgate's own it runs as a role, named like the copy, that may do
 * nothing outside of it, or as the environment's own user.
 */
export async function findPlace(
  parts: SnapshotParts,
  method: SnapshotMethod,
  live: SnapshotSource,
  name: string,
): Promise<Result<ScratchPlace>> {
  const found = await scratchServer(parts, method, live)
  if (!found.ok) return found
  const server = await confine(parts, method, found.value, name)
  return server.ok ? ok({ parts, live, where: found.value.where, server: server.value }) : server
}

/** Restores into a new database of that name. */
export function restoreInto(
  { server }: ScratchPlace,
  { from, taken }: Copied,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  return from.restoreTo(server, taken, name, progress, signal)
}

const patienceMs = 10_000

/** One scratch database as the beginning of another. Whoever is in it is waited for: only sessions of this run are. */
export async function copyScratch(
  { parts, server }: ScratchPlace,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  return withMaintenance(parts, server, to, async (maintenance) => {
    const { session, superuser, url } = maintenance
    const settle = endOnAbort(parts.database, url, session, signal)
    try {
      const clock = parts.clock ?? { now: () => new Date(), sleep }
      const until = Date.now() + patienceMs
      for (let there = await foreignSessions(session, from); there.length > 0; ) {
        if (Date.now() > until)
          return fail('restore_failed', `Somebody is connected to ${from}: ${sessionsInWords(there)}.`)
        await clock.sleep(20, signal)
        there = await foreignSessions(session, from)
      }
      await copy(maintenance, from, to, (await databaseBytes(session, from)) ?? 0, clock)
      const owner = superuser && (await readProperties(session, from))?.owner
      if (owner)
        await session.script(`alter database ${quoteIdentifier(to)} owner to ${quoteIdentifier(owner)}`)
      return ok()
    } catch (error) {
      if (signal.aborted) return fail('run_cancelled', 'It was cancelled while a copy was made.')
      return databaseFailure(error, 'restore_failed', `Copying ${from} failed`)
    } finally {
      settle()
    }
  })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * How the scratch database is reached: with the environment's own credentials, so that what its user may not do fails as
 * it would there, or as the role that it is confined to; never as the administrator of Headgate's own server. Fails when
 * it is, against all that was done, the live database.
 */
export async function reachScratch(
  place: ScratchPlace,
  name: string,
): Promise<Result<{ target: RunTarget; asOwner: boolean }>> {
  const { parts, live } = place
  const url = await urlOf(place, name)
  if (!url.ok) return url
  const opened = await parts.database.open(url.value, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  const isLive =
    identity.systemIdentifier === live.identity.systemIdentifier &&
    identity.databaseOid === live.identity.databaseOid
  if (isLive || identity.databaseName !== name || name === live.identity.databaseName)
    return fail('identity_changed', `Reached was ${identity.databaseName} instead of ${name}.`)
  return ok({ target: { url: url.value, identity }, asOwner: place.server.confined === undefined })
}

async function urlOf({ parts, live, server, where }: ScratchPlace, name: string): Promise<Result<string>> {
  if (server.confined === undefined && where === 'environment')
    return ok(parts.database.withDatabase(live.url, name))
  return withMaintenance(parts, server, 'headgate look', async ({ url }) =>
    server.confined
      ? ok(asConfined(parts.database.withDatabase(url, name), server.confined))
      : fail('rights_missing', 'There is nobody without rights elsewhere that it could run as.'),
  )
}

/** All that a rehearsal may make, by its run. */
export function scratchNames(runId: string): string[] {
  return [undefined, 'kept', 'reverse', 'base'].map((part) => rehearsalName(runId, part))
}

/** Drops them with whoever is in them. False: one of them could not be dropped. */
export async function dropScratch(
  { parts, server }: Pick<ScratchPlace, 'parts' | 'server'>,
  names: readonly string[],
): Promise<boolean> {
  const dropped = await withMaintenance(parts, server, 'headgate cleanup', async ({ session }) => {
    await endMakers(session, names)
    const gone: boolean[] = []
    for (const name of names) gone.push(await dropDatabase(session, name))
    for (const name of names) await dropConfinedRole(session, name)
    return ok(gone.every(Boolean))
  })
  return dropped.ok && dropped.value
}

/** Sessions that make a copy bear its name, and go on after their process was killed: the copy would come into being later. */
async function endMakers(session: Session, names: readonly string[]): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    const { rowCount } = await session.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = ANY ($1) AND pid <> pg_backend_pid()`,
      [names],
    )
    if (!rowCount || Date.now() > until) return
    await sleep(50)
  }
}

/** For reading all of it, however long that takes; `work`'s session is ended when the run is asked to stop. */
export async function readingScratch<T>(
  { parts }: ScratchPlace,
  target: RunTarget,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<Result<T>> {
  const opened = await parts.database.open(target.url, {
    applicationName: 'headgate look',
    settings: { statement_timeout: '0' },
  })
  if (!opened.ok) return opened
  const settle = endOnAbort(parts.database, target.url, opened.value, signal)
  try {
    return ok(await work(opened.value))
  } catch (error) {
    if (signal.aborted) return fail('run_cancelled', 'It was cancelled while the copy was read.')
    return databaseFailure(error, 'restore_failed', 'Reading the copy failed')
  } finally {
    settle()
    await opened.value.close()
  }
}

export function analyzeScratch(
  place: ScratchPlace,
  target: RunTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  return readingScratch(place, target, signal, async (session) => {
    await session.script('ANALYZE')
  })
}
