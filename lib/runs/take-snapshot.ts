import { systemClock } from '../domain/clock'
import type { Failure } from '../domain/failure'
import { fail, ok, type Result } from '../domain/failure'
import type { PlanScope } from '../domain/plan-scope'
import type { SnapshotChoice, SnapshotMethodName } from '../domain/snapshot'
import { choiceInWords, chooseMethod } from '../snapshots/choose'
import type { Progress, SnapshotMethod, SnapshotSource, TakenSnapshot } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { patiently } from '../snapshots/patiently'
import { type VerifiedSnapshot, verifySnapshot } from '../snapshots/verify'
import { identityDiffers } from './open-session'
import type { RunTarget } from './ports'

/** Where what becomes of a snapshot is written down. Each call is durable when it resolves. */
export interface SnapshotRecord {
  /** Resolves to its id, which also names its files and databases. */
  begin(method: SnapshotMethodName): Promise<string>
  complete(id: string, taken: TakenSnapshot): Promise<void>
  verified(id: string, verified: VerifiedSnapshot): Promise<void>
  failed(id: string, failure: Failure): Promise<void>
}

export interface SnapshotOrder {
  target: RunTarget
  wanted: SnapshotChoice
  /** What the plan destroys or rewrites; null: there is no plan. */
  scope?: PlanScope | null
  methods: readonly SnapshotMethod[]
  parts: SnapshotParts
  record: SnapshotRecord
}

export interface Kept {
  id: string
  method: SnapshotMethodName
  taken: TakenSnapshot
  verified: VerifiedSnapshot
}

/**
 * Takes a snapshot and tries it: only what was restored and compared counts. One that does not restore is removed, and
 * its row says so. `phase` is told when taking ends and trying begins.
 */
export async function takeSnapshot(
  order: SnapshotOrder,
  progress: Progress,
  signal: AbortSignal,
  phase: (taken: TakenSnapshot, method: SnapshotMethodName) => Promise<Progress>,
): Promise<Result<Kept>> {
  const source = await sourceOf(order)
  if (!source.ok) return source
  const selected = await chooseMethod(order.methods, source.value, order.wanted)
  if (!selected.ok) return selected
  const { method } = selected.value
  const chosen = choiceInWords(selected.value, order.wanted)
  const id = await order.record.begin(method.name)
  const taken = await method.take(source.value, id, progress, signal)
  if (!taken.ok) return failed(order, id, taken.failure)
  Object.assign(taken.value.manifest, { chosen })
  await order.record.complete(id, taken.value)

  const trying = await phase(taken.value, method.name)
  const verified = await verifySnapshot(
    order.parts,
    method,
    source.value,
    { id, ...taken.value },
    trying,
    signal,
  )
  if (!verified.ok) {
    const { location } = taken.value
    // One that is no good is not left; what cannot be removed now, housekeeping tries again.
    await patiently(order.parts.clock ?? systemClock, async () => {
      await method.remove(source.value, location)
      return true
    })
    return failed(order, id, verified.failure)
  }
  await order.record.verified(id, verified.value)
  return ok({ id, method: method.name, taken: taken.value, verified: verified.value })
}

/** Looks which database it is, and leaves it again: a clone wants nobody connected. */
async function sourceOf({ target, parts, scope }: SnapshotOrder): Promise<Result<SnapshotSource>> {
  const opened = await parts.database.open(target.url, {
    applicationName: 'headgate look',
    refusePooler: true,
  })
  if (!opened.ok) return opened
  const { identity } = opened.value
  const changed = identityDiffers(target, opened.value)
  await opened.value.close()
  return changed ? fail('identity_changed', changed) : ok({ url: target.url, identity, scope: scope ?? null })
}

async function failed(order: SnapshotOrder, id: string, failure: Failure): Promise<Result<never>> {
  await order.record.failed(id, failure)
  return { ok: false, failure }
}
