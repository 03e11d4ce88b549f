import type pg from 'pg'
import { fail, ok, type Result } from '../../domain/failure'
import type { OpenOptions } from '../database'
import { connect } from './connect'
import { connectionFailure } from './connection-failure'
import { greet } from './identity'
import { poolerByAddress, poolerByBehaviour } from './pooler'
import { PostgresSession } from './session'
import { type Address, parseAddress } from './url'

export interface Opened {
  session: PostgresSession
  address: Address
  tls: boolean
  /** What the transaction pooler in between is, or null. */
  pooler: string | null
}

/** Connects and prepares a session: settings, search path, a watch on the client's death. */
export async function openSession(url: string, options: OpenOptions): Promise<Result<Opened>> {
  const parsed = parseAddress(url)
  if (!parsed.ok) return parsed
  const address = parsed.value
  const known = poolerByAddress(address)
  if (known && options.refusePooler) return fail('pooler_refused', known)
  const connected = await connect(address, options.applicationName, options.connectTimeoutMs ?? 10_000)
  if (!connected.ok) return connected
  const { client, tls } = connected.value
  try {
    const { identity, backend } = await greet(client, address)
    const pooler = known ?? (await poolerByBehaviour(client, backend.pid, address))
    if (pooler && options.refusePooler) {
      await client.end()
      return fail('pooler_refused', pooler)
    }
    // Settings of a pooled session would stay behind on it, for whoever gets it next.
    if (!pooler) await prepare(client, address, options.settings ?? {})
    return ok({ session: new PostgresSession(client, identity, backend), address, tls, pooler })
  } catch (error) {
    await client.end().catch(() => {})
    return connectionFailure(error, address)
  }
}

async function prepare(client: pg.Client, address: Address, settings: Record<string, string>): Promise<void> {
  // Prisma sets it too: an unqualified name in a migration means this schema, whatever the role's own default is.
  const searchPath = `"${address.schema.replaceAll('"', '""')}"`
  for (const [name, value] of Object.entries({ search_path: searchPath, ...settings })) {
    await client.query('select set_config($1, $2, false)', [name, value])
  }
  // A server goes on with a statement whose client died, unless it looks. Some platforms cannot look, and refuse.
  await client.query(`set client_connection_check_interval = '500ms'`).catch(() => {})
}
