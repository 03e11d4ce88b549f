import type { Database, Session } from '../databases/database'
import { fail, type Result } from '../domain/failure'
import type { Policy } from '../domain/policy'
import { guardSettings } from './guards'
import { type RunTarget, runApplicationName } from './ports'

/**
 * The run's one dedicated session, on exactly the database that was connected as this environment. Failures are those
 * of connecting, `pooler_refused` and `identity_changed`.
 */
export async function openRunSession(
  database: Database,
  target: RunTarget,
  runId: string,
  policy: Policy,
): Promise<Result<Session>> {
  const opened = await database.open(target.url, {
    applicationName: runApplicationName(runId),
    refusePooler: true,
    settings: guardSettings(policy),
  })
  if (!opened.ok) return opened
  const changed = identityDiffers(target, opened.value)
  if (!changed) return opened
  await opened.value.close()
  return fail('identity_changed', changed)
}

export function identityDiffers({ identity }: RunTarget, session: Session): string | null {
  const seen = session.identity
  if (!identity) return null
  if (seen.systemIdentifier === identity.systemIdentifier && seen.databaseOid === identity.databaseOid)
    return null
  return `Recorded was database ${identity.databaseOid} of server ${identity.systemIdentifier}; reached was ${seen.databaseOid} of ${seen.systemIdentifier}.`
}
