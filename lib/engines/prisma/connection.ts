import pg from 'pg'
import { connect } from '../../databases/postgres/connect'
import { connectionFailure } from '../../databases/postgres/connection-failure'
import { greet } from '../../databases/postgres/identity'
import { parseAddress } from '../../databases/postgres/url'
import { ok, type Result } from '../../domain/failure'

export interface ConnectionOptions {
  /** The session refuses every write, whatever is sent. */
  readOnly: boolean
  /** A scratch database: scripts that cannot run in one transaction may run in several. */
  shadow: boolean
  /** Milliseconds; advisory locks count too. */
  lockTimeoutMs: number
  /** What unqualified names mean; created where it is missing and the session may write. */
  schema: string
}

export interface EngineConnection {
  client: pg.Client
  /** Equal for two connections exactly when they reach the same database. */
  identity: string
}

/** One dedicated connection, never from a pool: whatever the engine locks goes with it when it is closed. */
export async function connectEngine(
  url: string,
  options: ConnectionOptions,
): Promise<Result<EngineConnection>> {
  const address = parseAddress(url)
  if (!address.ok) return address
  const connected = await connect(address.value, 'headgate engine', 15_000)
  if (!connected.ok) return connected
  const { client } = connected.value
  try {
    const { identity } = await greet(client, address.value)
    await client.query(sessionSettings(options))
    if (!options.readOnly) await createSchema(client, options.schema)
    return ok({ client, identity: `${identity.systemIdentifier}/${identity.databaseOid}` })
  } catch (error) {
    await client.end().catch(() => {})
    return connectionFailure(error, address.value)
  }
}

/** The session's settings as one script. Sent again after each migration, which may have changed any of them. */
export function sessionSettings(options: ConnectionOptions): string {
  return [
    'RESET SESSION AUTHORIZATION',
    'RESET ROLE',
    'RESET ALL',
    `SET TimeZone = 'UTC'`,
    `SET search_path = ${pg.escapeIdentifier(options.schema)}`,
    `SET lock_timeout = ${options.lockTimeoutMs}`,
    // A killed client must not leave its query running. Not every platform has this, so a refusal does not count.
    `DO $$BEGIN PERFORM pg_catalog.set_config('client_connection_check_interval', '1000', false);
      EXCEPTION WHEN OTHERS THEN NULL; END$$`,
    ...(options.readOnly ? ['SET default_transaction_read_only = on'] : []),
  ].join(';\n')
}

async function createSchema(client: pg.Client, schema: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [
    schema,
  ])
  if (rowCount === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`)
}
