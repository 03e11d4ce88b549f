import type { Identity } from '../databases/database'
import { schemaOf } from '../databases/postgres/url'
import type { ShadowRequest } from './engine'
import { sha256 } from './history-key'

/** What a shadow of an environment holds after some scripts follows from these, and from nothing else of that environment. */
export function placeOfShadow(request: ShadowRequest, { serverVersion }: Identity): string {
  const where = request.givenUrl === null ? 'own' : sha256(request.givenUrl)
  return sha256(where, String(serverVersion), schemaOf(request.url))
}
