import type pg from 'pg'
import { fail, ok, type Result } from '../../domain/failure'
import type { OpenOptions } from '../database'
import { connect } from './connect'
import { connectionFailure } from './connection-failure'
import { greet, watchClient } from './identity'
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
    const settings = { search_path: searchPath(address), ...options.settings }
    const { identity, backend, prepared } = await greet(client, address, known ? {} : settings)
    const pooler = known ?? (await poolerByBehaviour(client, backend.pid, address))
    if (pooler && options.refusePooler) {
      await client.end()
      return fail('pooler_refused', pooler)
    }
    // Settings of a pooled session would stay behind on it, for whoever gets it next.
    if (!pooler && !prepared) await prepare(client, settings)
    return ok({ session: new PostgresSession(client, identity, backend), address, tls, pooler })
  } catch (error) {
    await client.end().catch(() => {})
    return connectionFailure(error, address)
  }
}

/** Prisma sets it too: an unqualified name in a migration means this schema, whatever the role's own default is. */
function searchPath(address: Address): string {
  return `"${address.schema.replaceAll('"', '""')}"`
}

async function prepare(client: pg.Client, settings: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query('select set_config($1, $2, false)', [name, value])
  }
  for (const [name, value] of Object.entries(watchClient)) {
    await client.query('select set_config($1, $2, false)', [name, value]).catch(() => {})
  }
}
