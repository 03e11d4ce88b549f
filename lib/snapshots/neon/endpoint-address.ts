import { fail, ok, type Result } from '../../domain/failure'

/** The compute that an address leads to, of those of a branch; null: none of them. A pooler's address is its compute's. */
export function endpointAt<T extends { host: string }>(endpoints: readonly T[], url: string): T | null {
  const address = addressOf(url)
  if (!address) return null
  return endpoints.find(({ host }) => sameAddress(host, address)) ?? null
}

function sameAddress(host: string, address: URL): boolean {
  // A host by itself, as Neon names it, or one with a port, as a stand-in does.
  const [name, port] = host.toLowerCase().split(':')
  return name === withoutPooler(address.hostname) && (port === undefined || port === address.port)
}

function withoutPooler(hostname: string): string {
  return hostname.toLowerCase().replace(/^([a-z0-9-]+?)-pooler(\.|$)/, '$1$2')
}

/** The environment's own credentials at another compute's address: roles and passwords are in the branch as well. */
export function atEndpoint(url: string, host: string): Result<string> {
  const address = addressOf(url)
  if (!address) return fail('url_invalid', 'The environment’s address cannot be read.')
  const [name = '', port] = host.split(':')
  address.hostname = name
  address.port = port ?? ''
  // Clients without SNI name their compute here.
  if (/endpoint/.test(address.searchParams.get('options') ?? '')) address.searchParams.delete('options')
  return ok(address.href)
}

export function roleOf(url: string): string | null {
  return decodeURIComponent(addressOf(url)?.username ?? '') || null
}

function addressOf(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}
