import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { systemClock } from '../domain/clock'
import { FailureError, fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { copySettings, copyTables } from './copy-tables'
import { readProperties } from './database-properties'
import { hashFiles } from './file-manifest'
import { endOnAbort } from './interruptible'
import type { Progress, SnapshotSource, TakenSnapshot } from './method'
import type { SnapshotParts } from './parts'
import { checkDisk, createSnapshotFolder, type SnapshotFolder, snapshotsFolder } from './snapshot-folder'
import {
  type Definitions,
  type FoundTable,
  readDefinitions,
  tableName,
  tablesOfScope,
} from './tables-definitions'
import { cancelled, openToTake, takingFailure, takingName } from './taking'
import { takeWriteMark, xmaxOf } from './write-mark'

/**
 * Copies the tables of the source's scope into compressed files, all at the instant of one exported snapshot, at which
 * they are counted and hashed as well. Fails as `takeDump`, and leaves nothing behind then.
 */
export async function takeTables(
  parts: SnapshotParts,
  source: SnapshotSource,
  id: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Result<TakenSnapshot>> {
  const clock = parts.clock ?? systemClock
  const began = clock.now()
  const wanted = source.scope?.tables
  if (!wanted) return fail('snapshot_unavailable', source.scope?.unknown ?? noPlan)
  const opened = await openToTake(parts, source, id, copySettings)
  if (!opened.ok) return opened
  const session = opened.value
  let folder: SnapshotFolder | null = null
  try {
    await session.script('begin isolation level repeatable read read only')
    const found = await tablesOfScope(session, wanted)
    const refused = await unreadable(session, found)
    if (refused) return fail('rights_missing', refused)
    const bytes = found.reduce((sum, table) => sum + table.bytes, 0)
    const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
    if (!room.ok) return room
    folder = await createSnapshotFolder(parts.dataDir, id, began)
    const scope = [...new Set([...wanted, ...found.map(({ schema, name }) => `${schema}.${name}`)])].sort()
    const applicationName = takingName(id)
    const filled = await fill(parts, source, { session, folder, found, applicationName }, progress, signal)
    const manifest = { ...filled, scope, bytes }
    if (signal?.aborted) throw new FailureError(cancelled().failure)
    await writeFile(join(folder.partial, 'manifest.json'), JSON.stringify(manifest, null, 2), { flush: true })
    await folder.complete()
    const sizeBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    const takeMs = clock.now().getTime() - began.getTime()
    return ok({ location: folder.final, sizeBytes, manifest, takeMs })
  } catch (error) {
    await folder?.discard()
    return takingFailure(error, 'Reading the tables failed', signal)
  } finally {
    await session.close()
  }
}

export const noPlan =
  'It holds the tables that a plan destroys or rewrites, and so is taken for a plan alone: by a deploy, or by its policy.'

async function unreadable(session: Session, found: readonly FoundTable[]): Promise<string | null> {
  const refused = found.find(({ readable }) => !readable)
  if (!refused) return null
  const { rows } = await session.query<{ role: string }>('select current_user::text as role')
  return `The user ${rows[0]?.role} may not read all of ${refused.schema}.${refused.name}.`
}

interface Filling {
  session: Session
  folder: SnapshotFolder
  found: FoundTable[]
  applicationName: string
}

async function fill(
  parts: SnapshotParts,
  source: SnapshotSource,
  { session, folder, found, applicationName }: Filling,
  progress: Progress,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  // Whichever fails stops the others.
  const all = new AbortController()
  const stopAll = () => all.abort()
  signal?.addEventListener('abort', stopAll, { once: true })
  if (signal?.aborted) stopAll()
  const settle = endOnAbort(parts.database, source.url, session, all.signal)
  let first: { error: unknown } | null = null
  const orStop = (error: unknown): never => {
    first ??= { error }
    stopAll()
    throw error
  }
  try {
    if (found.length > 0) {
      const names = found.map((table) => `only ${tableName(table)}`)
      await session.script(`lock table ${names.join(', ')} in access share mode`)
    }
    const { rows } = await session.query<{ exported: string }>('select pg_export_snapshot() as exported')
    const exported = rows[0]?.exported ?? ''
    const definitions = await readDefinitions(session, found)
    await mkdir(join(folder.partial, 'data'), { mode: 0o700 })
    await writeFile(join(folder.partial, 'definitions.json'), JSON.stringify(definitions))
    const copying = { definitions, folder, exported, applicationName }
    const [copied, described] = await Promise.allSettled([
      copyTables(parts, source, copying, progress, all.signal).catch(orStop),
      readDescription(parts, session, source, definitions).catch(orStop),
    ])
    if (copied.status === 'rejected' || described.status === 'rejected') {
      throw (first as { error: unknown } | null)?.error
    }
    await session.script('commit')
    const hashed = new Map(copied.value.map((file) => [file.path, file]))
    const [own] = await hashFiles(folder.partial, (path) => path === 'definitions.json')
    const files = [...hashed.values(), ...(own ? [own] : [])]
    return { ...described.value, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
  } finally {
    settle()
    signal?.removeEventListener('abort', stopAll)
  }
}

async function readDescription(
  parts: SnapshotParts,
  session: Session,
  source: SnapshotSource,
  { tables }: Definitions,
): Promise<Omit<SnapshotManifest, 'files'>> {
  const mark = await takeWriteMark(session)
  const properties = await readProperties(session, session.identity.databaseName)
  const schemaFingerprint = catalogFingerprint(await parts.database.catalog(session))
  const names = tables.map(({ schema, name }) => `${schema}.${name}`)
  return {
    format: 1,
    tables: await parts.database.digests(session, { tables: names }),
    schemaFingerprint,
    serverVersion: source.identity.serverVersion,
    lsn: mark.lsn,
    xmax: xmaxOf(mark),
    systemIdentifier: source.identity.systemIdentifier,
    mark,
    ...(properties ? { properties } : {}),
  }
}
