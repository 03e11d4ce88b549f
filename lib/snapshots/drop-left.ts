import { ok } from '../domain/failure'
import { withMaintenance } from './maintenance'
import type { SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { dropDatabase } from './scratch-database'

/** Drops a half-made database after a failure, as far as the server can be reached. */
export async function dropLeft(parts: SnapshotParts, source: SnapshotSource, name: string): Promise<void> {
  await withMaintenance(parts, source, 'headgate cleanup', async ({ session }) => {
    await dropDatabase(session, name)
    return ok()
  })
}
