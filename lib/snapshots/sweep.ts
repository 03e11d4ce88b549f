import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../databases/database'
import { systemClock } from '../domain/clock'
import { ok } from '../domain/failure'
import { dropConfinedRole } from './confined-role'
import { withMaintenance } from './maintenance'
import type { SnapshotSource } from './method'
import { clonePrefix, rehearsalPrefix, scratchPrefix } from './names'
import type { SnapshotParts } from './parts'
import { isGone, readOwner } from './process-owner'
import { dropDatabase } from './scratch-database'
import { snapshotsFolder } from './snapshot-folder'

export interface Swept {
  folders: string[]
  databases: string[]
}

/**
 * Removes what killed processes left: unfinished folders, and scratch databases and half-made clones on the servers of `sources`. What a
 * living process is at work on stays. Called when the runner starts; servers that cannot be reached are left for later.
 */
export async function sweepSnapshots(
  parts: SnapshotParts,
  sources: readonly SnapshotSource[],
): Promise<Swept> {
  const databases: string[] = []
  for (const source of sources) databases.push(...(await sweepScratch(parts, source)))
  return { folders: await sweepFolders(parts), databases }
}

async function sweepFolders(parts: SnapshotParts): Promise<string[]> {
  const folder = snapshotsFolder(parts.dataDir)
  const now = (parts.clock ?? systemClock).now()
  const removed: string[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.partial')) continue
    const path = join(folder, name)
    const text = await readFile(join(path, 'owner.json'), 'utf8').catch(() => null)
    if (!isGone(readOwner(text), now)) continue
    await endWriter(text, path)
    await rm(path, { recursive: true, force: true })
    removed.push(name)
  }
  return removed
}

/** A pg_dump outlives the process that started it. It is ended only if it is still the one that writes into `path`. */
async function endWriter(owner: string | null, path: string): Promise<void> {
  const childPid = childPidOf(owner)
  if (childPid === null) return
  const command = await readFile(`/proc/${childPid}/cmdline`, 'utf8').catch(() => '')
  if (!command.includes(path)) return
  try {
    process.kill(childPid, 'SIGTERM')
  } catch {
    // It ended by itself.
  }
}

async function sweepScratch(parts: SnapshotParts, source: SnapshotSource): Promise<string[]> {
  const now = (parts.clock ?? systemClock).now()
  const swept = await withMaintenance(parts, source, 'headgate cleanup', async ({ session }) => {
    const { rows } = await session.query<{ name: string; note: string | null; idle: boolean }>(
      `select datname::text as name, shobj_description(oid, 'pg_database') as note,
         not exists (select from pg_stat_activity a where a.datname = d.datname and a.backend_type = 'client backend') as idle
       from pg_database d where starts_with(datname::text, $1) or starts_with(datname::text, $2)
         or starts_with(datname::text, $3)`,
      [scratchPrefix, clonePrefix, rehearsalPrefix],
    )
    const dropped: string[] = []
    for (const { name, note, idle } of rows) {
      const owner = readOwner(note)
      // A whole clone's comment names no process; without any comment it was just being made when its maker died.
      const left = owner ? isGone(owner, now) : note === null && idle
      if (left && (await dropDatabase(session, name))) dropped.push(name)
    }
    await sweepRoles(session, now)
    return ok(dropped)
  })
  return swept.ok ? swept.value : []
}

/** Null also for a file that was being written when its process died. */
function childPidOf(owner: string | null): number | null {
  try {
    const { childPid } = JSON.parse(owner ?? '{}') as { childPid?: unknown }
    return typeof childPid === 'number' ? childPid : null
  } catch {
    return null
  }
}

/** Roles that snapshots were tried as, whose database is gone. Whoever may not drop roles has made none. */
async function sweepRoles(session: Session, now: Date): Promise<void> {
  const { rows } = await session.query<{ name: string; note: string | null }>(
    `select rolname::text as name, shobj_description(oid, 'pg_authid') as note from pg_roles r where starts_with(rolname::text, $1)
       and not exists (select from pg_database d where d.datname = r.rolname)`,
    [scratchPrefix],
  )
  for (const { name, note } of rows) {
    if (note !== null && isGone(readOwner(note), now)) await dropConfinedRole(session, name)
  }
}
