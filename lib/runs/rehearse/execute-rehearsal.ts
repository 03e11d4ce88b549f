import type { Identity } from '../../databases/database'
import { countOf } from '../../domain/count-words'
import { type Failure, fail, ok, type Result } from '../../domain/failure'
import type { Plan } from '../../domain/plan'
import { planFingerprint } from '../../domain/plan-fingerprint'
import { type Rehearsal, rehearsalVerdict } from '../../domain/rehearsal'
import { reverseFingerprint } from '../../domain/reverse-fingerprint'
import { sizeWords } from '../../domain/size-words'
import type { SnapshotSource } from '../../snapshots/method'
import { rehearsalName } from '../../snapshots/names'
import { endRun } from '../end-run'
import { identityDiffers } from '../open-session'
import type { RunEnd, RunPorts, RunTarget } from '../ports'
import { progressNotes } from '../progress-notes'
import { startStopSignal } from '../stop-signal'
import { takeSnapshot } from '../take-snapshot'
import { type CopyState, readCopy } from './compare-copy'
import { goForward } from './go-forward'
import { rebasePlan } from './rebase-plan'
import { refuseBeyond } from './refuse-beyond'
import { rehearsalEnded, rehearsalStopped } from './rehearsal-words'
import type { Positions, RehearsalOrder, RehearsalSnapshot, Rehearsing } from './rehearsing'
import { analyzeScratch, dropScratch, findPlace, reachScratch, readingScratch, restoreInto } from './scratch'
import { tryWays } from './try-ways'

/**
 * Tries a plan and its ways back on a restored snapshot of the environment, and says what became of schema and rows.
 * Whatever happens, the copies are dropped, and the live database is as it was.
 */
export async function executeRehearsal(order: RehearsalOrder, ports: RunPorts): Promise<RunEnd> {
  const at = await announce(order, ports)
  const stop = startStopSignal(ports)
  let step = at.take ?? at.restore
  const made: string[] = []
  let cleanUp = async () => true
  try {
    const found = await beginning(order, ports, at, stop.signal)
    if (!found.ok) return await stopped(ports, step, found.failure)
    const { live, snapshot } = found.value
    step = at.restore
    await ports.journal.start(step)
    const name = rehearsalName(ports.journal.runId)
    const place = await findPlace(order.parts, snapshot.method, live, name)
    if (!place.ok) return await stopped(ports, step, place.failure)
    made.push(name)
    cleanUp = () => dropScratch(place.value, made)
    const beforehand: Rehearsing = {
      order,
      plan: order.plan,
      ports,
      at,
      place: place.value,
      snapshot,
      made,
      signal: stop.signal,
    }
    const restored = await restore(beforehand, name)
    if (!restored.ok) return await stopped(ports, step, restored.failure)
    step = at.count
    const start = await count(beforehand, restored.value.target)
    if (!start.ok) return await stopped(ports, step, start.failure)
    const based = planFor(beforehand, start.value)
    if (!based.ok) return await stopped(ports, step, based.failure)
    await ports.journal.finish(step, 'done', { notes: start.value.notes })
    const rehearsing: Rehearsing = { ...beforehand, plan: based.value }

    const forward = await goForward(rehearsing, restored.value.target, at.next)
    if (!forward.ok) return await endRun(ports, rehearsalStopped(forward.failure))
    const ways = forward.value.forward.ok
      ? await tryWays(rehearsing, {
          name,
          target: restored.value.target,
          start: start.value,
          next: forward.value.next,
        })
      : ok([])
    if (!ways.ok) return await endRun(ports, rehearsalStopped(ways.failure))
    const clean = await cleanUp()
    made.length = 0
    const rehearsal = {
      ...circumstances(rehearsing, restored.value, start.value),
      forward: forward.value.forward,
    }
    const whole: Rehearsal = {
      ...rehearsal,
      ways: ways.value,
      verdict: rehearsalVerdict({ ...rehearsal, ways: ways.value }),
    }
    await order.store(whole)
    if (!clean)
      await ports.journal.log('warn', 'A copy could not be dropped; it is tried again when Headgate starts.')
    return await endRun(ports, rehearsalEnded(whole))
  } finally {
    if (made.length > 0) await cleanUp().catch(() => false)
    await stop.close()
  }
}

async function announce({ snapshot }: RehearsalOrder, { journal }: RunPorts): Promise<Positions> {
  const take = snapshot ? null : 0
  const restore = snapshot ? 0 : 1
  await journal.announce([
    ...(take === null
      ? []
      : [{ position: take, kind: 'take' as const, title: 'Take and verify a snapshot' }]),
    { position: restore, kind: 'restore', title: 'Restore the snapshot into a scratch database' },
    { position: restore + 1, kind: 'verify', title: 'Read schema and rows before' },
  ])
  return { take, restore, count: restore + 1, next: restore + 2 }
}

/** Which database is live, and what its copy is made of. */
async function beginning(
  order: RehearsalOrder,
  ports: RunPorts,
  at: Positions,
  signal: AbortSignal,
): Promise<Result<{ live: SnapshotSource; snapshot: RehearsalSnapshot }>> {
  const harmless = await refuseBeyond(order.plan)
  if (!harmless.ok) return harmless
  const live = await identityOfLive(order)
  if (!live.ok) return live
  const source = { url: order.target.url, identity: live.value }
  if (order.snapshot) return ok({ live: source, snapshot: order.snapshot })
  const position = at.take ?? 0
  await ports.journal.start(position)
  const noted = progressNotes(ports.journal, position)
  const kept = await takeSnapshot(order.take, noted.progress, signal, async () => noted.progress)
  await noted.settle()
  if (!kept.ok) return kept
  const { id, taken } = kept.value
  const method = order.take.methods.find(({ name }) => name === kept.value.method)
  if (!method) throw new Error(`There is no method ${kept.value.method}.`)
  await ports.journal.finish(position, 'done', {
    notes: [`By ${method.name}, ${sizeWords(taken.sizeBytes)}; it stays, and counts for a deploy.`],
  })
  const { mark } = taken.manifest
  const takenAt = mark ? new Date(mark.at) : ports.clock.now()
  return ok({ live: source, snapshot: { id, method, taken, takenAt } })
}

async function identityOfLive({ parts, target }: RehearsalOrder): Promise<Result<Identity>> {
  const opened = await parts.database.open(target.url, {
    applicationName: 'headgate look',
    refusePooler: true,
  })
  if (!opened.ok) return opened
  const { identity } = opened.value
  const changed = identityDiffers(target, opened.value)
  await opened.value.close()
  return changed ? fail('identity_changed', changed) : ok(identity)
}

async function restore({ ports, at, place, snapshot, signal }: Rehearsing, name: string) {
  // Before it exists: recovery looks for it there.
  await ports.journal.note(at.restore, { scratch: place.where })
  const noted = progressNotes(ports.journal, at.restore)
  const copied = { from: snapshot.method, taken: snapshot.taken }
  const restored = await restoreInto(place, copied, name, noted.progress, signal)
  await noted.settle()
  if (!restored.ok) return restored
  const reached = await reachScratch(place, name)
  if (!reached.ok) return reached
  // A restored dump has no statistics, and the same statement would be executed in another way.
  const analyzed = await analyzeScratch(place, reached.value.target, signal)
  if (!analyzed.ok) return analyzed
  const where = place.where === 'environment' ? 'the environment’s own server' : 'a server of Headgate’s own'
  await ports.journal.finish(at.restore, 'done', {
    durationMs: restored.value.restoreMs,
    notes: [`Into ${name} on ${where}; the live database is another one.`],
  })
  return reached
}

/** A copy that a confined role restored has no grants: its plan begins where it stands, if its snapshot is the plan's base. */
function planFor({ order: { plan }, place, snapshot }: Rehearsing, { catalog }: CopyState): Result<Plan> {
  if (!place.server.confined) return ok(plan)
  if (snapshot.taken.manifest.schemaFingerprint !== plan.chain[0])
    return fail('plan_outdated', 'The snapshot has another schema than the one that the plan starts from.')
  return ok(rebasePlan(plan, catalog))
}

async function count({ ports, at, place, signal }: Rehearsing, target: RunTarget) {
  await ports.journal.start(at.count)
  const noted = progressNotes(ports.journal, at.count)
  const start = await readingScratch(place, target, signal, async (session) => {
    const state = await readCopy(ports.database, session, (done, of) => noted.progress(done, of, 'tables'))
    const { rows } = await session.query<{ bytes: string }>(
      'SELECT pg_catalog.pg_database_size(pg_catalog.current_database())::text AS bytes',
    )
    return { ...state, bytes: Number(rows[0]?.bytes ?? 0) }
  })
  await noted.settle()
  if (!start.ok) return start
  const { digests, bytes, catalog } = start.value
  const rows = digests.reduce((sum, each) => sum + each.rows, 0)
  const notes = [
    `${rows.toLocaleString('en-US')} rows in ${countOf(digests.length, 'table')}, ${sizeWords(bytes)}; ${Object.keys(catalog).length} objects.`,
  ]
  return ok({ ...start.value, rows, notes })
}

function circumstances(
  { order, ports, place, snapshot }: Rehearsing,
  { asOwner }: { asOwner: boolean },
  { bytes, rows }: { bytes: number; rows: number },
): Omit<Rehearsal, 'forward' | 'ways' | 'verdict'> {
  return {
    format: 1,
    at: ports.clock.now().toISOString(),
    planFingerprint: planFingerprint(order.plan),
    reverseFingerprint: reverseFingerprint(order.plan.reverse),
    on: {
      kind: 'snapshot',
      snapshotId: snapshot.id,
      takenAt: snapshot.takenAt.toISOString(),
      bytes,
      rows,
      where: place.where,
    },
    notes: [
      ...(place.where === 'embedded'
        ? ['It ran on a server of Headgate’s own: times on the environment’s may be others.']
        : []),
      ...(asOwner
        ? []
        : [
            'It ran as a role of its own on a copy without grants: what the environment’s user may not do did not show.',
          ]),
      'Nobody else used the copy: waits for locks did not show.',
    ],
  }
}

async function stopped(ports: RunPorts, step: number, failure: Failure): Promise<RunEnd> {
  const { database } = failure.meta
  await ports.journal.finish(step, 'failed', { notes: [failure.why], ...(database && { error: database }) })
  return endRun(ports, rehearsalStopped(failure))
}
