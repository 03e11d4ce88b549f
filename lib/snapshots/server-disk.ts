import type { Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { sizeWords } from '../domain/size-words'
import type { SnapshotParts } from './parts'
import { reserveBytes } from './snapshot-folder'

/**
 * Whether the server's disk has room for `neededBytes` more, in words; it is known only where the server runs on this
 * machine. Fails with `snapshot_failed` where it has not.
 */
export async function checkServerDisk(
  parts: SnapshotParts,
  session: Session,
  neededBytes: number,
): Promise<Result<string>> {
  const { bytes, why } = await parts.database.look.freeDisk(session)
  const needed = sizeWords(neededBytes)
  if (bytes === null)
    return ok(`it needs ${needed} on the server, of which is not known how much is free (${why})`)
  if (bytes >= neededBytes + reserveBytes)
    return ok(`it needs ${needed} on the server, which has ${sizeWords(bytes)} free`)
  return fail(
    'snapshot_failed',
    `The server’s disk has ${sizeWords(bytes)} free; ${needed} are needed, and ${sizeWords(reserveBytes)} must stay free.`,
    { freeBytes: bytes, neededBytes },
  )
}
