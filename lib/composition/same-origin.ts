import { fail, ok, type Result } from '../domain/failure'

/**
 * Whether a request that changes something came from Headgate's own pages: its `Origin` is the configured public
 * address. A request without one is refused as well; browsers send it with every POST. The `Host` header is not
 * looked at, since whoever forges a request chooses it.
 */
export function sameOrigin(headers: Headers, publicUrl: string): Result<void> {
  const origin = headers.get('origin')
  if (origin === publicUrl) return ok()
  const came =
    origin && origin !== 'null' ? `It came from ${origin.slice(0, 200)}` : 'It did not say where it came from'
  return fail('wrong_origin', `${came}; this Headgate is configured for ${publicUrl}.`, { publicUrl })
}
