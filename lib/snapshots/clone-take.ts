import { DatabaseError, type Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Clock, systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest, WriteMark } from '../domain/snapshot'
import { lackingRights, roomForClone } from './clone'
import { databaseFailure } from './database-failure'
import { readProperties } from './database-properties'
import {
  countingName,
  endCounting,
  foreignSessions,
  isPassing,
  preparedTransactions,
  sessionsInWords,
} from './foreign-sessions'
import { endOnAbort } from './interruptible'
import { type Maintenance, withMaintenance } from './maintenance'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import { cloneName, quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import { patiently } from './patiently'
import { createPrivateDatabase, databaseBytes, dropDatabase } from './scratch-database'
import { cancelled, takingName } from './taking'
import { takeWriteMark, xmaxOf } from './write-mark'

/** How long sessions of Headgate's own, which only look, are waited for. */
const patienceMs = 5_000

/** From this size on copying files beats writing every page to the log, for all that it costs two checkpoints. */
const filesFromBytes = 256 * 1024 * 1024

/**
 * Copies the database under the name `headgate_snapshot_<id>`, counts and hashes the copy, and closes it to all.
 * Fails with `snapshot_unavailable` naming who is connected; then nothing is left behind.
 */
export async function takeClone(
  parts: SnapshotParts,
  source: SnapshotSource,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<TakenSnapshot>> {
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const name = cloneName(id)
  return withMaintenance(parts, source, takingName(id), async (maintenance) => {
    const { session } = maintenance
    const lacking = await lackingRights(maintenance, source)
    if (lacking) return fail('snapshot_unavailable', lacking)
    const room = await roomForClone(parts, maintenance, source)
    if (!room.ok) return room
    const settle = endOnAbort(parts.database, maintenance.url, session, signal)
    try {
      await parts.closeOwn?.(source)
      const mark = await readMark(parts, source)
      const alone = await waitUntilAlone(session, source, clock, signal)
      if (!alone.ok) return alone
      const sizeBytes = (await databaseBytes(session, source.identity.databaseName)) ?? 0
      progress(0, sizeBytes, 'bytes')
      await copy(maintenance, source.identity.databaseName, name, sizeBytes, clock)
      progress(sizeBytes, sizeBytes, 'bytes', 'Copied; now counting and hashing the copy')
      const manifest = await describeClone(parts, maintenance, source, name, mark, progress, signal)
      await close(session, name)
      if (signal?.aborted) throw new FailureError(cancelled().failure)
      return ok({ location: name, sizeBytes, manifest, takeMs: clock.now().getTime() - began.getTime() })
    } catch (error) {
      await discard(parts, source, name)
      return signal?.aborted
        ? cancelled()
        : databaseFailure(error, 'snapshot_failed', 'Copying the database failed')
    } finally {
      settle()
    }
  })
}

/** Nobody writes into it any more, and its comment no longer says that a process is at work on it. */
async function close(session: Session, name: string): Promise<void> {
  await session.script(`alter database ${quoteIdentifier(name)} allow_connections false`)
  await session.script(`comment on database ${quoteIdentifier(name)} is 'A snapshot of Headgate'`)
}

/** By a session of its own: the one at work may be what was ended. */
async function discard(parts: SnapshotParts, source: SnapshotSource, name: string): Promise<void> {
  await patiently(parts.clock ?? systemClock, async () => {
    const dropped = await withMaintenance(parts, source, 'headgate cleanup', async ({ session }) =>
      ok(await dropDatabase(session, name)),
    )
    return dropped.ok && dropped.value
  })
}

/**
 * Read just before the copy: what is written in between is in the copy and counts as written since, which is the
 * harmless side.
 */
async function readMark(parts: SnapshotParts, source: SnapshotSource): Promise<WriteMark> {
  const opened = await parts.database.open(source.url, { applicationName: 'headgate look' })
  if (!opened.ok) throw new FailureError(opened.failure)
  try {
    return await takeWriteMark(opened.value)
  } finally {
    await opened.value.close()
  }
}

async function waitUntilAlone(session: Session, source: SnapshotSource, clock: Clock, signal?: AbortSignal) {
  const name = source.identity.databaseName
  const prepared = await preparedTransactions(session, name)
  if (prepared.length > 0) {
    return fail('snapshot_unavailable', `Prepared transactions are open in ${name}: ${prepared.join(', ')}.`)
  }
  const end = clock.now().getTime() + patienceMs
  for (;;) {
    const there = await foreignSessions(session, name)
    if (there.length === 0) return ok()
    if (!there.every(isPassing) || clock.now().getTime() > end) {
      const why = `Somebody is connected to ${name}: ${sessionsInWords(there)}. Headgate does not end sessions for a snapshot.`
      return fail('snapshot_unavailable', why, { holders: there })
    }
    if (there.some(({ application }) => application === countingName)) await endCounting(session, name)
    await clock.sleep(50, signal)
  }
}

/** On a copy-on-write disk `file_copy_method = clone` takes next to no time, whatever the size. */
export async function copy(
  { session, superuser }: Maintenance,
  template: string,
  name: string,
  bytes: number,
  clock: Clock,
): Promise<void> {
  const properties = await readProperties(session, template)
  const owner = superuser ? undefined : properties?.owner
  const strategy = bytes >= filesFromBytes ? 'file_copy' : 'wal_log'
  const wanted = { name, template, owner, strategy, now: clock.now() } as const
  if (strategy === 'file_copy' && session.identity.major >= 18) {
    try {
      await session.script(`set file_copy_method = 'clone'`)
      return await createPrivateDatabase(session, wanted)
    } catch (error) {
      if (!(error instanceof DatabaseError) || session.closed) throw error
      // Not on this disk, or not on this system.
      await session.script(`reset file_copy_method`)
    }
  }
  await createPrivateDatabase(session, wanted)
}

async function describeClone(
  parts: SnapshotParts,
  { session: elsewhere, url }: Maintenance,
  source: SnapshotSource,
  name: string,
  mark: WriteMark,
  progress: Progress,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  const properties = await readProperties(elsewhere, source.identity.databaseName)
  const cloneUrl = parts.database.withDatabase(url, name)
  const opened = await parts.database.open(cloneUrl, {
    applicationName: 'headgate look',
    settings: { statement_timeout: '0' },
  })
  if (!opened.ok) throw new FailureError(opened.failure)
  const clone = opened.value
  const settle = endOnAbort(parts.database, url, clone, signal)
  try {
    const onTable = (done: number, of: number) => progress(done, of, 'tables')
    return {
      format: 1,
      tables: await parts.database.digests(clone, { onTable }),
      schemaFingerprint: catalogFingerprint(await parts.database.catalog(clone)),
      serverVersion: source.identity.serverVersion,
      lsn: mark.lsn,
      xmax: xmaxOf(mark),
      files: [],
      systemIdentifier: source.identity.systemIdentifier,
      mark,
      ...(properties ? { properties } : {}),
    }
  } finally {
    settle()
    await clone.close()
  }
}
