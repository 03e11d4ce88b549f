import type { Context } from '../composition/context'
import { readExternalHost } from '../domain/external-host'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { Prisma } from '../store/generated/client'
import { findEnvironment } from './find'
import { told } from './set-external-host'

/** Forgets the host and its key. What it made stays there, where Headgate can then neither open nor delete it. */
export async function removeExternalHost(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; environmentSlug: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const before = readExternalHost(environment.externalHost)
  if (!before) return fail('stale_state', 'No host is set up for this environment.')
  await context.db.$transaction(async (tx) => {
    await tx.environment.update({ where: { id: environment.id }, data: { externalHost: Prisma.DbNull } })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'environment.host-removed',
      subject: { kind: 'environment', id: environment.id, name: environment.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      before: told(before),
    })
  })
  return ok()
}
