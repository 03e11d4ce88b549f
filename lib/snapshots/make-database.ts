import { systemClock } from '../domain/clock'
import { fail, ok, type Result } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import { databaseFailure } from './database-failure'
import type { Maintenance } from './maintenance'
import type { SnapshotSource } from './method'
import { createMissingRoles } from './needed-roles'
import type { SnapshotParts } from './parts'
import { createPrivateDatabase } from './scratch-database'

export interface WantedDatabase {
  manifest: SnapshotManifest
  name: string
  /** Where it is made, which may be another server than the snapshot's. */
  source: SnapshotSource
}

/** The new database that a snapshot is restored into, like the one that it was taken of. */
export async function makeDatabase(
  parts: SnapshotParts,
  { session, superuser, createDatabase, role }: Maintenance,
  { manifest, name, source }: WantedDatabase,
): Promise<Result<void>> {
  if (!createDatabase) return fail('rights_missing', `The user ${role} lacks CREATEDB on the server.`)
  const { properties, roles } = manifest
  const sameServer = manifest.systemIdentifier === source.identity.systemIdentifier
  const owner = source.confined?.role ?? (sameServer && superuser ? properties?.owner : undefined)
  const now = (parts.clock ?? systemClock).now()
  try {
    if (!sameServer && superuser) await createMissingRoles(session, roles ?? [])
    await createPrivateDatabase(session, { name, properties, owner, now })
    return ok()
  } catch (error) {
    if (sameServer || !properties) return databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
  }
  // Another machine may lack the locale. For counting and hashing rows any will do.
  try {
    const plain = { ...properties, collate: 'C', ctype: 'C', provider: 'c', locale: null }
    await createPrivateDatabase(session, { name, properties: plain, owner: source.confined?.role, now })
    return ok()
  } catch (error) {
    return databaseFailure(error, 'restore_failed', `Creating ${name} failed`)
  }
}
