import type { Context } from '../composition/context'
import { type ExternalHost, type ExternalHostReport, readExternalHost } from '../domain/external-host'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'
import { findEnvironment } from './find'
import { type ExternalHostInput, tryExternalHost } from './test-external-host'

/** Keeps where branches of the database can be asked for, once the host has said that they can. The key is sealed. */
export async function setExternalHost(
  context: Context,
  actor: Actor,
  input: ExternalHostInput,
): Promise<Result<ExternalHostReport>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const tried = await tryExternalHost(context, environment, input)
  if (!tried.ok) return tried
  const { access, report } = tried.value
  const { secrets, clock } = context
  const host: ExternalHost = {
    provider: access.provider,
    projectId: access.projectId,
    branchId: access.branchId,
    keySecret: secrets.seal(access.key),
    projectName: report.projectName,
    branchName: report.branchName,
    testedAt: clock.now().toISOString(),
  }
  await context.db.$transaction(async (tx) => {
    const before = readExternalHost(environment.externalHost)
    await tx.environment.update({ where: { id: environment.id }, data: { externalHost: json(host) } })
    await recordAudit(tx, clock, {
      actor: auditActor(actor),
      action: 'environment.host-set',
      subject: { kind: 'environment', id: environment.id, name: environment.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      ...(before ? { before: told(before) } : {}),
      after: { ...told(host), key: input.key === null ? 'kept' : 'given' },
    })
  })
  return ok(report)
}

/** Without the key, sealed or not. */
export function told({ provider, projectId, branchId, projectName, branchName }: ExternalHost) {
  return { provider, projectId, branchId, projectName, branchName }
}
