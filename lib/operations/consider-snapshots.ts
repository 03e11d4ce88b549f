import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { MethodChoice } from '../domain/snapshot-view'
import { chooseMethod } from '../snapshots/choose'
import { readPolicy } from '../store/read-json'
import { addressOf } from './environment-address'
import { findEnvironment } from './find'

/** Every method of taking a snapshot of an environment: whether it fits here and now, why, and what it costs. */
export async function considerSnapshots(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; environmentSlug: string },
): Promise<Result<MethodChoice[]>> {
  const permitted = mayDo(actor, 'snapshot.take')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const { url } = addressOf(context, found.value)
  const opened = await context.database.open(url, {
    applicationName: 'headgate look',
    refusePooler: true,
  })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  const choices: MethodChoice[] = []
  const { snapshotMethod } = readPolicy(found.value.policy)
  // Single tables are held for a plan, and there is none here.
  const wanted = snapshotMethod === 'tables' ? 'auto' : snapshotMethod
  const auto = await chooseMethod(context.snapshots, { url, identity }, wanted)
  const first = auto.ok ? auto.value.method.name : null
  for (const { name, guarantees, available } of context.snapshots) {
    const known = auto.ok ? auto.value.considered.find((each) => each.name === name) : undefined
    const { available: fits, reason } = known ?? (await available({ url, identity }))
    choices.push({ name, available: fits, reason, cost: guarantees.cost, chosen: name === first })
  }
  return ok(choices)
}
