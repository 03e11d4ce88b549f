import { isIP } from 'node:net'
import pg from 'pg'
import { ok, type Result } from '../../domain/failure'
import { connectionFailure } from './connection-failure'
import type { Address } from './url'

export interface Connected {
  client: pg.Client
  tls: boolean
}

/** One client that is connected. Its `error` events never crash the process; who needs them adds a listener. */
export async function connect(
  address: Address,
  applicationName: string,
  timeoutMs: number,
): Promise<Result<Connected>> {
  let first: unknown
  for (const tls of attempts(address)) {
    const client = newClient(address, applicationName, timeoutMs, tls)
    client.on('error', () => {})
    try {
      await client.connect()
      return ok({ client, tls })
    } catch (error) {
      client.end().catch(() => {})
      first ??= error
      if (!otherwiseEncrypted(error)) return connectionFailure(error, address)
    }
  }
  return connectionFailure(first, address)
}

/** `prefer` tries both ways, as libpq does; on this machine the plain one first, since nobody listens in between. */
function attempts(address: Address): boolean[] {
  if (address.host.startsWith('/') || address.sslMode === 'disable') return [false]
  if (address.sslMode !== 'prefer') return [true]
  return !address.sslAsked && isLocal(address.host) ? [false, true] : [true, false]
}

function newClient(address: Address, applicationName: string, timeoutMs: number, tls: boolean): pg.Client {
  return new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password,
    database: address.database,
    application_name: applicationName,
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    enableChannelBinding: tls && address.channelBinding,
    // The server's name goes along explicitly: pooled hosts route by it. An address is no name.
    ssl: tls ? { ...address.tls, ...(isIP(address.host) ? {} : { servername: address.host }) } : false,
    ...(address.options ? { options: address.options } : {}),
  })
}

/** Whether the server may still take the other kind of connection: no TLS here, or pg_hba.conf wants the other one. */
function otherwiseEncrypted(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /does not support SSL/i.test(message ?? '') || (code === '28000' && /pg_hba\.conf/.test(message ?? ''))
  )
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
