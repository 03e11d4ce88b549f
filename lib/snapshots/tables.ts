import { listNames } from '../domain/list-names'
import { sizeWords } from '../domain/size-words'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { removeSnapshotFolder } from './remove-folder'
import { checkDisk, snapshotsFolder } from './snapshot-folder'
import { tablesOfScope } from './tables-definitions'
import { restoreTables } from './tables-restore'
import { noPlan, takeTables } from './tables-take'

/** `COPY` of just the tables of which a plan destroys or rewrites rows. */
export function createTablesMethod(parts: SnapshotParts): SnapshotMethod {
  return {
    name: 'tables',
    guarantees: {
      consistent: true,
      cost: 'Reads the tables that a plan destroys or rewrites once, and holds ACCESS SHARE on them meanwhile. It holds their rows and nothing else: what is wanted back is copied from a database beside; the whole database cannot be exchanged for it.',
      needs: [
        'a plan whose effects on rows can be told',
        'SELECT on those tables',
        'disk space in Headgate’s data folder for those tables',
      ],
    },
    available: (source) => tablesAvailable(parts, source),
    take: (source, id, progress, signal) => takeTables(parts, source, id, progress, signal),
    restoreTo: (source, taken, name, progress, signal) =>
      restoreTables(parts, source, taken, name, progress, signal),
    remove: (_source, location) => removeSnapshotFolder(parts, location),
    removeFiles: (location) => removeSnapshotFolder(parts, location),
  }
}

async function tablesAvailable(parts: SnapshotParts, source: SnapshotSource): Promise<Availability> {
  const { scope } = source
  if (!scope) return { available: false, reason: noPlan }
  if (scope.tables === null) {
    return {
      available: false,
      reason: `${scope.unknown} So it cannot be told which tables it would have to hold.`,
    }
  }
  const opened = await parts.database.open(source.url, { applicationName: 'headgate look' })
  if (!opened.ok) return { available: false, reason: `${opened.failure.what} ${opened.failure.why}` }
  try {
    const found = await tablesOfScope(opened.value, scope.tables)
    const refused = found.find(({ readable }) => !readable)
    if (refused) {
      const reason = `The environment’s user may not read all of ${refused.schema}.${refused.name}.`
      return { available: false, reason }
    }
    const bytes = found.reduce((sum, table) => sum + table.bytes, 0)
    const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
    if (!room.ok) return { available: false, reason: room.failure.why }
    const names = found.map(({ schema, name }) => `${schema}.${name}`)
    const what =
      scope.tables.length === 0
        ? 'The plan destroys and rewrites no rows; the ledger is held'
        : `It holds ${listNames(names)}`
    return { available: true, reason: `${what}: ${sizeWords(bytes)}.` }
  } finally {
    await opened.value.close()
  }
}
