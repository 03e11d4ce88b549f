import type { Catalog } from '../../domain/catalog'
import type { Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowRequest } from '../../engines/engine'
import { expectedCatalog } from '../../engines/planning/expected-catalog'
import { refuseBeyond } from '../../engines/planning/refuse-beyond'
import { onScratch, type Scratch } from '../../engines/planning/scratch'
import type { ResolvingPorts, Situation } from '../situation'

export function shadowRequest({ question, live }: Situation): ShadowRequest {
  return { url: question.url, givenUrl: question.shadowUrl, identity: live.identity }
}

/** The schema that these migrations build on an empty database. */
export function builds(
  ports: ResolvingPorts,
  situation: Situation,
  migrations: MigrationFile[],
): Promise<Result<Catalog>> {
  return expectedCatalog(ports, shadowRequest(situation), migrations)
}

/**
 * A shadow database with `migrations` applied, on which `script` may be tried by `use`: a text that would reach beyond
 * its database is refused. What wants more rights than a prepared shadow gives is tried on a plain one.
 */
export async function onShadow<T>(
  ports: ResolvingPorts,
  request: ShadowRequest,
  migrations: MigrationFile[],
  script: { name: string; sql: string }[],
  use: (scratch: Scratch) => Promise<T>,
): Promise<Result<T>> {
  const harmless = refuseBeyond(script.map((each) => ({ ...each, checksum: '' })))
  if (!harmless.ok) return harmless
  const tried = await onScratch(ports, request, migrations, use)
  if (tried.ok || tried.failure.meta.database?.sqlstate !== '42501') return tried
  return onScratch(ports, { ...request, plain: true }, migrations, use)
}
