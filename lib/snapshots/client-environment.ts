import { existsSync } from 'node:fs'
import { type Address, parseAddress } from '../databases/postgres/url'
import { ok, type Result } from '../domain/failure'

/**
 * The environment in which PostgreSQL's client programs run: the whole connection is in it, so that no password and no
 * host shows among a process's arguments. Nothing else of ours is inherited but PATH and HOME.
 */
export function clientEnvironment(url: string, applicationName: string): Result<NodeJS.ProcessEnv> {
  const parsed = parseAddress(url)
  if (!parsed.ok) return parsed
  const address = parsed.value
  const { searchParams: parameters } = new URL(
    url.replace(/^([a-z]+:\/\/[^/?#]*@)(?=[/?]|$)/i, '$1localhost'),
  )
  const variables: Record<string, string | null | undefined> = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LC_ALL: 'C',
    PGAPPNAME: applicationName,
    PGCONNECT_TIMEOUT: '15',
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.user,
    PGPASSWORD: address.password,
    PGDATABASE: address.database,
    PGOPTIONS: address.options,
    PGCHANNELBINDING: address.channelBinding ? 'require' : null,
    ...tls(address, parameters),
  }
  return ok(Object.fromEntries(Object.entries(variables).filter(([, value]) => value)) as NodeJS.ProcessEnv)
}

function tls({ sslMode }: Address, parameters: URLSearchParams): Record<string, string | null> {
  const key = parameters.get('sslkey')
  // As parseAddress: without a key, Prisma's sslcert is the server's authority.
  const authority = parameters.get('sslrootcert') ?? (key ? null : parameters.get('sslcert'))
  const verify = parameters.get('sslmode') === 'verify-ca' ? 'verify-ca' : 'verify-full'
  return {
    PGSSLMODE: sslMode === 'verify' ? verify : sslMode,
    PGSSLROOTCERT: authority ?? (sslMode === 'verify' ? systemAuthorities() : null),
    PGSSLCERT: key ? parameters.get('sslcert') : null,
    PGSSLKEY: key,
    PGSSLPASSWORD: parameters.get('sslpassword'),
  }
}

/** libpq before 16 does not know the word `system`. */
function systemAuthorities(): string {
  const files = [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/cert.pem',
  ]
  return files.find((file) => existsSync(file)) ?? 'system'
}
