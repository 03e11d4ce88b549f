import { ok } from '../domain/failure'
import { sizeWords } from '../domain/size-words'
import { restoreDump } from './dump-restore'
import { tableBytes, takeDump } from './dump-take'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { fittingPgTools, installedPgTools } from './pg-tools'
import { removeSnapshotFolder } from './remove-folder'
import { checkDisk, snapshotsFolder } from './snapshot-folder'

/** `pg_dump` in directory format: a folder of files that any server of the same or a newer major can take back. */
export function createDumpMethod(parts: SnapshotParts): SnapshotMethod {
  return {
    name: 'dump',
    guarantees: {
      consistent: true,
      cost: 'Reads every table once and holds ACCESS SHARE on each meanwhile: reads and writes go on, but an ALTER TABLE waits behind it, and everything else behind that.',
      needs: [
        'pg_dump and pg_restore, at least as new as the server',
        'SELECT on every table',
        'disk space in Headgate’s data folder',
      ],
    },
    available: (source) => dumpAvailable(parts, source),
    take: (source, id, progress, signal) => takeDump(parts, source, id, progress, signal),
    restoreTo: (source, taken, name, progress, signal) =>
      restoreDump(parts, source, taken, name, progress, signal),
    remove: (_source, location) => removeSnapshotFolder(parts, location),
    removeFiles: (location) => removeSnapshotFolder(parts, location),
  }
}

async function dumpAvailable(parts: SnapshotParts, source: SnapshotSource): Promise<Availability> {
  const installed = await installedPgTools(parts.environment)
  const { major } = source.identity
  const tools = fittingPgTools(installed, major)
  if (!tools) {
    const have = installed.length
      ? `only version ${installed.map(({ version }) => version).join(', ')} is installed here`
      : 'no pg_dump is installed here'
    return {
      available: false,
      reason: `The server is PostgreSQL ${major} and ${have}: a client older than its server refuses. Install the client of version ${major}, or name its folder in HEADGATE_PG_BIN.`,
    }
  }
  const unreadable = await unreadableTables(parts, source)
  if (!unreadable.ok)
    return { available: false, reason: `${unreadable.failure.what} ${unreadable.failure.why}` }
  const { tables, role, bytes } = unreadable.value
  if (tables.length > 0) {
    const some = `${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ` and ${tables.length - 3} more` : ''}`
    return {
      available: false,
      reason: `The user ${role} may not read ${some}: a dump holds all tables or none.`,
    }
  }
  const room = await checkDisk(snapshotsFolder(parts.dataDir), bytes)
  if (!room.ok) return { available: false, reason: room.failure.why }
  const reason = `pg_dump ${tools.version} fits PostgreSQL ${major}; it reads ${sizeWords(bytes)} of tables, for which there is room.`
  return { available: true, reason }
}

async function unreadableTables(parts: SnapshotParts, source: SnapshotSource) {
  const opened = await parts.database.open(source.url, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const { rows } = await session.query<{ table: string }>(
      // pg_dump also refuses rows that a policy would hide.
      `select c.oid::regclass::text as "table" from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and n.nspname !~ '^pg_'
         and n.nspname <> 'information_schema'
         and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
         and (not has_schema_privilege(n.oid, 'USAGE') or not has_table_privilege(c.oid, 'SELECT') or row_security_active(c.oid))
       order by 1`,
    )
    const { rows: who } = await session.query<{ role: string }>('select current_user::text as role')
    const tables = rows.map(({ table }) => table)
    return ok({ tables, role: who[0]?.role ?? '', bytes: await tableBytes(session) })
  } finally {
    await session.close()
  }
}
