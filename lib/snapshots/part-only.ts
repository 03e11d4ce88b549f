import { listNames } from '../domain/list-names'
import type { SnapshotManifest } from '../domain/snapshot'

/** Why a snapshot cannot take a database's place; null where it holds all of it. */
export function partOnly({ scope }: Pick<SnapshotManifest, 'scope'>): string | null {
  if (!scope) return null
  const held = scope.length === 0 ? 'no table' : listNames(scope)
  return `The snapshot holds only the rows of ${held}, so it cannot take the database’s place: restore it into a new database, and copy from there what is needed.`
}
