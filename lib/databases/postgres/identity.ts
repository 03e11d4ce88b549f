import type pg from 'pg'
import type { Identity } from '../database'
import { type Address, labelOf } from './url'

export interface Greeting {
  identity: Identity
  backend: { pid: number; startedAt: string }
  /** The settings are made. */
  prepared: boolean
}

/** A server goes on with a statement whose client died, unless it looks. Some platforms cannot look, and refuse. */
export const watchClient = { client_connection_check_interval: '500ms' }

/**
 * Who answers. Takes one round trip, two where `pg_control_system()` is withheld. `settings` are made in the same one,
 * where the server on its own answers and not a pooler, on whose sessions they would stay.
 */
export async function greet(
  client: pg.Client,
  address: Address,
  settings: Record<string, string> = {},
): Promise<Greeting> {
  const ask = (systemIdentifier: string) => send(client, systemIdentifier, settings)
  try {
    return await ask(`(select system_identifier::text from pg_control_system()) || ${neonBranch}`)
  } catch (error) {
    if (!['42501', '42883', '0A000'].includes((error as { code?: string }).code ?? '')) throw error
    // Some hosts withhold it. The address is the next best: it can tell one database apart twice, never two as one.
    const greeting = await ask('null')
    greeting.identity.systemIdentifier = `address:${labelOf(address).toLowerCase()}`
    return greeting
  }
}

/** A branch of Neon keeps the system identifier and all object ids of its parent; its timeline is its own. */
const neonBranch = `coalesce(':' || nullif(current_setting('neon.timeline_id', true), ''), '')`

async function send(
  client: pg.Client,
  systemIdentifier: string,
  settings: Record<string, string>,
): Promise<Greeting> {
  const direct = 'pg_backend_pid() = $1'
  const made = Object.keys(settings).map((_, at) => `set_config($${at * 2 + 2}, $${at * 2 + 3}, false)`)
  const watched = Object.entries(watchClient).map(
    ([name, value]) => `set_config('${name}', '${value}', false)`,
  )
  const { rows } = await client.query(
    `
    select case when ${direct} then array[${[...made, "''"].join(', ')}] end as made,
      case when ${direct} and version() ~ 'linux' then array[${watched.join(', ')}] end as watched,
      ${systemIdentifier} as system, d.oid::int8::text as oid, d.datname as name,
      current_setting('server_version_num')::int as version, pg_backend_pid() as pid,
      (select to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        from pg_stat_activity a where a.pid = pg_backend_pid()) as started
    from pg_database d where d.datname = current_database()`,
    [(client as unknown as { processID: number | null }).processID, ...Object.entries(settings).flat()],
  )
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
    prepared: row.made !== null && row.watched !== null,
  }
}
