import type { Context } from '../composition/context'
import type { Identity } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { testEnvironmentUrl } from './check-connection'

/** A shadow's database is emptied at will: it must be reachable, another one, and of the same major version. */
export async function testShadowUrl(
  context: Context,
  url: string | null,
  live: Identity,
): Promise<Result<void>> {
  if (url === null) return ok()
  const field = 'shadowUrl'
  const report = await testEnvironmentUrl(context, url, field)
  if (!report.ok) return report
  const { identity, label } = report.value
  if (identity.systemIdentifier === live.systemIdentifier && identity.databaseOid === live.databaseOid) {
    return fail('shadow_is_live', `Both addresses reach ${label}.`, { field })
  }
  const known = await context.db.environment.findFirst({
    where: { systemIdentifier: identity.systemIdentifier, databaseOid: BigInt(identity.databaseOid) },
  })
  if (known)
    return fail('shadow_is_live', `${label} is connected as the environment “${known.name}”.`, { field })
  if (identity.major !== live.major) {
    const why = `${label} is PostgreSQL ${identity.major}, the environment ${live.major}; their catalogs differ.`
    return fail('shadow_unavailable', why, { field })
  }
  return ok()
}
