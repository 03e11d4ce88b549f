import { createCloneMethod } from './clone'
import { createDumpMethod } from './dump'
import { createExternalMethod } from './external'
import type { SnapshotMethod } from './method'
import type { SnapshotParts } from './parts'
import { createTablesMethod } from './tables'

/** Every method of taking a snapshot, the preferred first. */
export function createSnapshotMethods(parts: SnapshotParts): SnapshotMethod[] {
  return [
    createDumpMethod(parts),
    createCloneMethod(parts),
    createTablesMethod(parts),
    createExternalMethod(parts),
  ]
}
