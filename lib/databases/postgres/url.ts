import { readFileSync, statSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { fail, ok, type Result } from '../../domain/failure'

type SslMode = 'disable' | 'prefer' | 'require' | 'verify'

/** What a connection string says, taken apart. `host` that begins with `/` is a socket's folder. */
export interface Address {
  user: string
  password: string
  host: string
  port: number
  database: string
  /** `?schema=`, as Prisma reads it. */
  schema: string
  sslMode: SslMode
  /** True when the URL itself asks for a mode, rather than the default. */
  sslAsked: boolean
  tls: ConnectionOptions
  channelBinding: boolean
  /** The `options` startup parameter, for example Neon's `endpoint=…`. */
  options: string | null
  /** `pgbouncer=true`: the URL itself says that it leads to a pooler. */
  saysPooler: boolean
}

/** Reads libpq's and Prisma's parameters; all others are left out, since pg would send them to the server or refuse. */
export function parseAddress(url: string): Result<Address> {
  const parsed = readUrl(url)
  if (!parsed.ok) return parsed
  const { searchParams: parameters } = parsed.value
  const user = decoded(parsed.value.username)
  const password = decoded(parsed.value.password)
  const database = decoded(parsed.value.pathname.replace(/^\//, ''))
  if (user === null || password === null || database === null) {
    return fail(
      'url_invalid',
      'A percent sign in it is not followed by two hexadecimal digits: write a plain % as %25.',
    )
  }
  if (/^\/[^/]*\/./.test(parsed.value.pathname))
    return fail('url_invalid', 'The database name holds a slash: write it as %2F if it is meant.')
  const host = parameters.get('host') ?? parameters.get('socket') ?? decoded(parsed.value.hostname) ?? ''
  if (host.includes(','))
    return fail('url_invalid', 'It names several hosts: give the one that takes writes.')
  const name = parameters.get('user') ?? user
  if (name === '') return fail('url_invalid', 'It names no user.')
  const tls = readTls(parameters)
  if (!tls.ok) return tls
  return ok({
    user: name,
    password: parameters.get('password') ?? password,
    host: host.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: Number(parameters.get('port') ?? (parsed.value.port || '5432')),
    database: parameters.get('dbname') ?? (database || name),
    schema: parameters.get('schema') || 'public',
    ...tls.value,
    channelBinding: parameters.get('channel_binding') === 'require',
    options: parameters.get('options'),
    saysPooler: parameters.get('pgbouncer') === 'true',
  })
}

/** The schema that unqualified names mean: Prisma's `?schema=`, else `public`. */
export function schemaOf(url: string): string {
  const address = parseAddress(url)
  return address.ok ? address.value.schema : 'public'
}

/** host:port/database, with nothing secret in it. */
export function labelOf(address: Address): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${host}:${address.port}/${address.database}`
}

/** The same URL for another database of its server. Throws on what is no URL; the message does not quote it. */
export function withDatabase(url: string, database: string): string {
  const parsed = readUrl(url)
  if (!parsed.ok) throw new Error(parsed.failure.what)
  parsed.value.pathname = `/${encodeURIComponent(database)}`
  parsed.value.searchParams.delete('dbname')
  return parsed.value.toString()
}

function readUrl(url: string): Result<URL> {
  const text = url.trim()
  if (/^prisma(\+postgres)?:/i.test(text)) {
    return fail(
      'url_invalid',
      'It is an address of Prisma Accelerate: give the direct address of the database.',
    )
  }
  if (!/^postgres(ql)?:\/\//i.test(text)) {
    return fail('url_invalid', 'It does not begin with postgresql:// or postgres://.')
  }
  try {
    // libpq allows an empty host before a socket's ?host=; the URL standard does not.
    const parsed = new URL(text.replace(/^([a-z]+:\/\/[^/?#]*@)(?=[/?]|$)/i, '$1localhost'))
    if (parsed.hash) return fail('url_invalid', 'It holds a #: write it as %23.')
    return ok(parsed)
  } catch {
    const why =
      'Its parts cannot be told apart: special characters of the password (such as / ? # [ ] @ : %) must be percent-encoded.'
    return fail('url_invalid', why)
  }
}

function readTls(parameters: URLSearchParams): Result<Pick<Address, 'sslMode' | 'sslAsked' | 'tls'>> {
  const asked = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'require' : null)
  const strict = parameters.get('sslaccept') === 'strict'
  const mode = strict && asked !== 'disable' ? 'verify' : sslModes[asked ?? 'prefer']
  if (!mode)
    return fail(
      'url_invalid',
      `sslmode=${asked} is not known: use disable, prefer, require, verify-ca or verify-full.`,
    )
  const tls: ConnectionOptions = { rejectUnauthorized: mode === 'verify' }
  // As libpq: verify-ca trusts the chain and does not look at the name.
  if (asked === 'verify-ca') tls.checkServerIdentity = () => undefined
  const key = parameters.get('sslkey')
  // In libpq sslcert is the client's own certificate; in Prisma it is the server's authority.
  const authority = parameters.get('sslrootcert') ?? (key ? null : parameters.get('sslcert'))
  const files = {
    ca: authority === 'system' ? null : authority,
    cert: key ? parameters.get('sslcert') : null,
    key,
    pfx: parameters.get('sslidentity'),
  }
  for (const [option, path] of Object.entries(files)) {
    if (!path) continue
    try {
      Object.assign(tls, { [option]: readSmallFile(path) })
    } catch {
      return fail('tls_refused', `The file ${path} that the connection string names cannot be read.`)
    }
  }
  const passphrase = parameters.get('sslpassword')
  if (passphrase) tls.passphrase = passphrase
  return ok({ sslMode: mode, sslAsked: asked !== null || strict, tls })
}

/** A device or a pipe in its place would never end. */
function readSmallFile(path: string): Buffer {
  const found = statSync(path)
  if (!found.isFile() || found.size > MAX_TLS_FILE_BYTES) throw new Error(`${path} is no small file.`)
  return readFileSync(path)
}

const MAX_TLS_FILE_BYTES = 1024 * 1024

const sslModes: Record<string, SslMode> = {
  disable: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'no-verify': 'require',
  'verify-ca': 'verify',
  'verify-full': 'verify',
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
