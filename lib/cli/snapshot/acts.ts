import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConnectedLocal } from '../../composition/local'
import { fail, ok, type Result } from '../../domain/failure'
import type { SnapshotChoice } from '../../domain/snapshot'
import { takeSnapshot } from '../../runs/take-snapshot'
import { compareWithManifest } from '../../snapshots/compare'
import { dropLeft } from '../../snapshots/drop-left'
import type { Progress, SnapshotMethod, SnapshotSource } from '../../snapshots/method'
import type { SnapshotParts } from '../../snapshots/parts'
import { verifySnapshot } from '../../snapshots/verify'
import { fileSnapshotRecord } from '../deploy/snapshot-record'
import { labelOf } from '../label'
import { type Recorded, recordedSnapshots } from './recorded'

/** Where the records of terminals' snapshots lie. */
export function recordsFolder({ cacheDir }: Pick<ConnectedLocal, 'cacheDir'>): string {
  return join(cacheDir, 'snapshots')
}

/** Takes one of the database that is named, and proves that it restores. */
export async function takeHere(
  local: ConnectedLocal,
  wanted: SnapshotChoice,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<Recorded>> {
  const snapshots = await local.snapshots()
  const record = fileSnapshotRecord(recordsFolder(local), labelOf(local))
  const target = { url: local.url, identity: null }
  const order = { target, wanted, ...snapshots, record }
  const taken = await takeSnapshot(order, progress, signal, async () => progress)
  if (!taken.ok) return taken
  const all = await recordedSnapshots(recordsFolder(local))
  const kept = all.find(({ id }) => id === taken.value.id)
  return kept ? ok(kept) : fail('snapshot_failed', 'Its record is gone.')
}

/** Restores it into a scratch database once more, compares, and writes down that it did. */
export async function verifyHere(
  local: ConnectedLocal,
  recorded: Recorded,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<Recorded>> {
  const whole = await restorable(local, recorded)
  if (!whole.ok) return whole
  const { parts, method, source, taken } = whole.value
  const verified = await verifySnapshot(
    parts,
    method,
    source,
    { id: recorded.id, ...taken },
    progress,
    signal,
  )
  if (!verified.ok) {
    await noteRecord(recorded, { state: 'complete', verified: undefined })
    return verified
  }
  await noteRecord(recorded, { state: 'verified', verified: verified.value })
  return ok({ ...recorded, state: 'verified', restoreMs: verified.value.restoreMs })
}

/** Restores it into the new database `name` on the server that is named, and compares every table; what differs is dropped. */
export async function restoreHere(
  local: ConnectedLocal,
  recorded: Recorded,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<{ restoreMs: number }>> {
  const whole = await restorable(local, recorded)
  if (!whole.ok) return whole
  const { parts, method, source, taken } = whole.value
  const restored = await method.restoreTo(source, taken, name, progress, signal)
  if (!restored.ok) return restored
  const url = parts.database.withDatabase(local.url, name)
  // What a server of another major reads of the same schema differs in ways that are no difference.
  const sameMajor = majorOf(taken.manifest.serverVersion) === source.identity.major
  const schema = taken.manifest.scope === undefined && sameMajor
  const same = await compareWithManifest(parts.database, url, taken, { schema, progress, signal })
  if (same.ok) return restored
  await dropLeft(parts, source, name)
  return same
}

/** 150004 → 15 */
function majorOf(serverVersion: number): number {
  return Math.floor(serverVersion / 10_000)
}

/** Its files or its database, then its record: one that says it is there and is not would be worse. */
export async function deleteHere(local: ConnectedLocal, recorded: Recorded): Promise<Result<void>> {
  const { methods, parts } = await local.snapshots()
  const method = methods.find(({ name }) => name === recorded.method)
  if (method && recorded.location) {
    const source = await sourceOf(local, parts)
    if (!source.ok) return source
    await method.remove(source.value, recorded.location)
  }
  await rm(recorded.record, { force: true })
  return ok()
}

interface Restorable {
  parts: SnapshotParts
  method: SnapshotMethod
  source: SnapshotSource
  taken: { location: string; manifest: NonNullable<Recorded['manifest']> }
}

async function restorable(local: ConnectedLocal, recorded: Recorded): Promise<Result<Restorable>> {
  const { location, manifest } = recorded
  if (location === null || manifest === null)
    return fail('snapshot_not_verified', 'Taking it was stopped half-way: there is nothing whole to restore.')
  const { methods, parts } = await local.snapshots()
  const method = methods.find(({ name }) => name === recorded.method)
  if (!method) return fail('snapshot_unavailable', `There is no method “${recorded.method}”.`)
  const source = await sourceOf(local, parts)
  return source.ok ? ok({ parts, method, source: source.value, taken: { location, manifest } }) : source
}

async function sourceOf(local: ConnectedLocal, { database }: SnapshotParts): Promise<Result<SnapshotSource>> {
  const opened = await database.open(local.url, { applicationName: 'headgate look', refusePooler: true })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  return ok({ url: local.url, identity })
}

async function noteRecord({ record }: Recorded, more: Record<string, unknown>): Promise<void> {
  const content = JSON.parse(await readFile(record, 'utf8'))
  await writeFile(record, `${JSON.stringify({ ...content, ...more }, null, 2)}\n`, { mode: 0o600 })
}
