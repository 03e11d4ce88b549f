import type { Context } from '../composition/context'
import {
  type ExternalAccess,
  type ExternalHostReport,
  type NewExternalHost,
  readExternalHost,
} from '../domain/external-host'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { externalHosts } from '../snapshots/external/hosts'
import { addressOf } from './environment-address'
import { type EnvironmentInProject, findEnvironment } from './find'

export type ExternalHostInput = NewExternalHost & { projectSlug: string; environmentSlug: string }

/** Asks the host whether the setting would work. Keeps nothing. Fails as `ExternalHostPort.test` does. */
export async function testExternalHost(
  context: Context,
  actor: Actor,
  input: ExternalHostInput,
): Promise<Result<ExternalHostReport>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const tried = await tryExternalHost(context, found.value, input)
  return tried.ok ? ok(tried.value.report) : tried
}

/** With the key that is given, else with the one that is stored. */
export async function tryExternalHost(
  context: Context,
  environment: EnvironmentInProject,
  { provider, projectId, branchId, key }: NewExternalHost,
): Promise<Result<{ access: ExternalAccess; report: ExternalHostReport }>> {
  const stored = readExternalHost(environment.externalHost)
  if (key === null && !stored) {
    return fail('invalid_input', 'There is no stored key.', { fields: { key: ['A key is needed.'] } })
  }
  const access = {
    provider,
    projectId,
    branchId,
    key: key ?? context.secrets.open(stored?.keySecret ?? ''),
  }
  const { url } = addressOf(context, environment)
  const report = await externalHosts[provider].test(context.snapshotParts, access, url)
  return report.ok ? ok({ access, report: report.value }) : report
}
