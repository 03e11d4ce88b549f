import type pg from 'pg'
import { connect } from './connect'
import type { Address } from './url'

/** Null: the address does not look like a transaction pooler. Otherwise what it is and what to use instead. */
export function poolerByAddress(address: Address): string | null {
  const host = address.host.toLowerCase()
  if (host.includes('-pooler.')) {
    return `It is Neon’s pooled address. Use ${host.replace('-pooler.', '.')}.`
  }
  if (host.endsWith('.pooler.supabase.com') && address.port === 6543) {
    return 'It is Supabase’s transaction pooler. Use port 5432 of the same host (session mode), or db.<project>.supabase.co:5432.'
  }
  if (/\.supabase\.(co|com)$/.test(host) && address.port === 6543) {
    return `It is Supabase’s transaction pooler. Use ${host}:5432.`
  }
  if (address.saysPooler)
    return 'The connection string itself says pgbouncer=true. Use the direct address of the server.'
  return null
}

/**
 * Finds a transaction pooler by what it does. A pooler makes up the cancel key of a connection, so its process id is
 * not the backend's own: a direct connection is told apart without a further round trip. Behind a pooler, two open
 * connections that reach the same backend, or one that changes its backend, prove that it pools by transaction.
 * A pooler in session mode passes.
 */
export async function poolerByBehaviour(
  client: pg.Client,
  pid: number,
  address: Address,
): Promise<string | null> {
  if ((client as unknown as { processID: number | null }).processID === pid) return null
  const second = await connect(address, 'headgate pooler check', 5_000)
  if (!second.ok) return null
  const other = second.value.client
  try {
    for (let round = 0; round < 3; round++) {
      await other.query(patient('begin'))
      if ((await pidOf(other)) === pid) return transactionPooler
      // Waiting in vain for a backend of one's own connection proves it as well.
      if ((await pidOf(client).catch(() => null)) !== pid) return transactionPooler
      await other.query(patient('rollback'))
    }
    return null
  } catch {
    return null
  } finally {
    await other.end().catch(() => {})
  }
}

const transactionPooler =
  'Two statements of one connection reached two sessions of the server: it pools by transaction, as PgBouncer does with pool_mode = transaction. Use the address of the server itself, or a pool in session mode.'

async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query(patient('select pg_backend_pid() as pid'))
  return rows[0].pid
}

/** A full pool lets a statement wait without end. pg knows the option, its types do not. */
function patient(text: string) {
  return { text, query_timeout: 3_000 }
}
