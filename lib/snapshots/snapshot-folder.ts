import { mkdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, ok, type Result } from '../domain/failure'
import { sync, syncTree } from './file-manifest'
import { checkedId } from './names'
import { currentOwner } from './process-owner'

/** Left free beside what a snapshot may need: the control database lives on the same disk. */
export const reserveBytes = 256 * 1024 * 1024

export interface SnapshotFolder {
  /** Where everything is written until it is whole. */
  partial: string
  /** Its name once it is. */
  final: string
  /** Notes a process that writes into it, so that a later start can end it. */
  writtenBy(childPid: number): Promise<void>
  /** Everything to disk, then the rename: a folder without `.partial` is a whole one, after a power cut too. */
  complete(): Promise<void>
  discard(): Promise<void>
}

export function snapshotsFolder(dataDir: string): string {
  return join(dataDir, 'snapshots')
}

export async function createSnapshotFolder(dataDir: string, id: string, now: Date): Promise<SnapshotFolder> {
  const final = join(snapshotsFolder(dataDir), checkedId(id))
  const partial = `${final}.partial`
  const owner = join(partial, 'owner.json')
  await mkdir(snapshotsFolder(dataDir), { recursive: true, mode: 0o700 })
  await mkdir(partial, { mode: 0o700 })
  await writeFile(owner, JSON.stringify(currentOwner(now)))
  return {
    partial,
    final,
    writtenBy: (childPid) => writeFile(owner, JSON.stringify({ ...currentOwner(now), childPid })),
    async complete() {
      await rm(owner)
      await syncTree(partial)
      await rename(partial, final)
      await sync(dirname(final))
    },
    discard: () => rm(partial, { recursive: true, force: true }),
  }
}

/** Fails with `snapshot_failed` when less is free than the rows take uncompressed: full disks stop databases too. */
export async function checkDisk(folder: string, neededBytes: number): Promise<Result<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free >= neededBytes + reserveBytes) return ok()
  return fail(
    'snapshot_failed',
    `The disk of Headgate's data folder has ${megabytes(free)} free; up to ${megabytes(neededBytes)} may be needed, and ${megabytes(reserveBytes)} must stay free.`,
    { freeBytes: free, neededBytes },
  )
}

export function megabytes(bytes: number): string {
  return bytes < 1024 ** 3 ? `${Math.ceil(bytes / 1024 ** 2)} MB` : `${(bytes / 1024 ** 3).toFixed(1)} GB`
}
