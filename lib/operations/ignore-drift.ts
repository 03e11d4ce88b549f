import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { readObservation } from '../store/read-json'
import { findEnvironment } from './find'
import { observeEnvironment } from './observe-environment'
import { transact } from './transact'

export interface IgnoreDrift {
  projectSlug: string
  environmentSlug: string
  /** What to leave as it is, exactly as it was seen. */
  objects: { key: string; definitions: string }[]
  reason: string
}

/**
 * Leaves differences of the live schema as they are, with a reason. They count as drift again when they change.
 * Looks at the environment afterwards. Fails: not_permitted, stale_state where one is not there as it was seen.
 */
export async function ignoreDrift(context: Context, actor: Actor, input: IgnoreDrift): Promise<Result<void>> {
  const permitted = mayDo(actor, 'drift.ignore')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const looked = await observeEnvironment(context, actor, input)
  if (!looked.ok) return looked
  const ignored = await transact(context, async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${environment.id} FOR UPDATE`
    const { observation } = await tx.environment.findUniqueOrThrow({ where: { id: environment.id } })
    const seen = readObservation(observation)?.drift.objects ?? []
    const lines: string[] = []
    for (const { key, definitions } of input.objects) {
      const object = seen.find((each) => each.key === key && each.definitions === definitions)
      if (!object) return fail('stale_state', `${key} is not there as you saw it.`)
      const data = {
        definitions,
        reason: input.reason,
        ignoredById: actor.id,
        createdAt: context.clock.now(),
      }
      await tx.ignoredDrift.upsert({
        where: { environmentId_key: { environmentId: environment.id, key } },
        create: { environmentId: environment.id, key, ...data },
        update: data,
      })
      lines.push(object.what)
    }
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'drift.ignored',
      subject: { kind: 'environment', id: environment.id, name: environment.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: { objects: lines, reason: input.reason },
    })
    return ok()
  })
  if (ignored.ok) await observeEnvironment(context, actor, input)
  return ignored
}
