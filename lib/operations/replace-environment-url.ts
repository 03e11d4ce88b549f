import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { testEnvironmentUrl } from './check-connection'
import { findEnvironment } from './find'
import { identityChanged, observeEnvironment } from './observe-environment'
import { testShadowUrl } from './test-shadow-url'

export interface ReplaceEnvironmentUrl {
  projectSlug: string
  environmentSlug: string
  url: string
  /** Null: none. Undefined: the one that is stored stays. */
  shadowUrl?: string | null | undefined
}

/** Another address or password for the same database. Fails as connecting does; identity_changed for another database. */
export async function replaceEnvironmentUrl(
  context: Context,
  actor: Actor,
  input: ReplaceEnvironmentUrl,
): Promise<Result<{ label: string }>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const report = await testEnvironmentUrl(context, input.url)
  if (!report.ok) return report
  const { identity, label, user } = report.value
  const moved = identityChanged(environment, { identity })
  if (moved) return fail('identity_changed', moved.why, { field: 'url' })
  const shadow = await testShadowUrl(context, input.shadowUrl ?? null, identity)
  if (!shadow.ok) return shadow
  const { secrets, clock } = context
  await context.db.$transaction(async (tx) => {
    const shadowUrlSecret = input.shadowUrl ? secrets.seal(input.shadowUrl) : null
    await tx.environment.update({
      where: { id: environment.id },
      data: {
        urlSecret: secrets.seal(input.url),
        label,
        serverVersion: identity.serverVersion,
        ...(input.shadowUrl === undefined ? {} : { shadowUrlSecret }),
      },
    })
    await recordAudit(tx, clock, {
      actor: auditActor(actor),
      action: 'environment.address-replaced',
      subject: { kind: 'environment', id: environment.id, name: environment.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: { label: environment.label },
      after: { label, user },
    })
  })
  await observeEnvironment(context, actor, input)
  return ok({ label })
}
