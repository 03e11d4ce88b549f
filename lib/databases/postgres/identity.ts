import type pg from 'pg'
import type { Identity } from '../database'
import { type Address, labelOf } from './url'

export interface Greeting {
  identity: Identity
  backend: { pid: number; startedAt: string }
}

/** Who answers. Takes one round trip, two where `pg_control_system()` is withheld. */
export async function greet(client: pg.Client, address: Address): Promise<Greeting> {
  try {
    return await ask(client, `(select system_identifier::text from pg_control_system()) || ${neonBranch}`)
  } catch (error) {
    if (!['42501', '42883', '0A000'].includes((error as { code?: string }).code ?? '')) throw error
    // Some hosts withhold it. The address is the next best: it can tell one database apart twice, never two as one.
    const greeting = await ask(client, 'null')
    greeting.identity.systemIdentifier = `address:${labelOf(address).toLowerCase()}`
    return greeting
  }
}

/** A branch of Neon keeps the system identifier and all object ids of its parent; its timeline is its own. */
const neonBranch = `coalesce(':' || nullif(current_setting('neon.timeline_id', true), ''), '')`

async function ask(client: pg.Client, systemIdentifier: string): Promise<Greeting> {
  const { rows } = await client.query(`
    select ${systemIdentifier} as system, d.oid::int8::text as oid, d.datname as name,
      current_setting('server_version_num')::int as version, pg_backend_pid() as pid,
      (select to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        from pg_stat_activity a where a.pid = pg_backend_pid()) as started
    from pg_database d where d.datname = current_database()`)
  const row = rows[0]
  return {
    identity: {
      systemIdentifier: row.system,
      databaseOid: Number(row.oid),
      databaseName: row.name,
      serverVersion: row.version,
      major: Math.floor(row.version / 10_000),
    },
    backend: { pid: row.pid, startedAt: row.started },
  }
}
