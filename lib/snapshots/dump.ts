import { rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { ok } from '../domain/failure'
import { restoreDump } from './dump-restore'
import { takeDump } from './dump-take'
import type { Availability, SnapshotMethod, SnapshotSource } from './method'
import type { SnapshotParts } from './parts'
import { fittingPgTools, installedPgTools } from './pg-tools'
import { snapshotsFolder } from './snapshot-folder'

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
    async remove(_source, location) {
      // A location comes from a row of a table: only what lies where dumps lie is deleted.
      const kept = resolve(snapshotsFolder(parts.dataDir), basename(location))
      if (resolve(location) !== kept) throw new Error('The snapshot does not lie in the data folder.')
      await rm(kept, { recursive: true, force: true })
    },
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
  const { tables, role } = unreadable.value
  if (tables.length > 0) {
    const some = `${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ` and ${tables.length - 3} more` : ''}`
    return {
      available: false,
      reason: `The user ${role} may not read ${some}: a dump holds all tables or none.`,
    }
  }
  return { available: true, reason: `pg_dump ${tools.version} fits PostgreSQL ${major}.` }
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
    return ok({ tables: rows.map(({ table }) => table), role: who[0]?.role ?? '' })
  } finally {
    await session.close()
  }
}
