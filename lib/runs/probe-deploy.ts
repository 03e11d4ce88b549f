import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { catalogName, parseCatalogKey } from '../domain/catalog-key'
import { type Failure, fail } from '../domain/failure'
import type { StepChange } from '../domain/journal'
import type { LedgerRow } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { finishRow, logRow, markRolledBack, readLedger } from '../engines/prisma/ledger'
import { takeWriteMark } from '../snapshots/write-mark'
import { deployStopped, deploySucceeded, deployUnverified, type Reached } from './deploy-words'
import { markSegment } from './mark-segment'
import type { RunEnd, RunPorts } from './ports'
import type { StoppedPlace } from './stepwise-place'
import { placeWords } from './stepwise-words'
import { stoppedPlace } from './stopped-place'
import type { StepRecord } from './tracked-journal'

interface Probed {
  plan: Plan
  session: Session
  ports: RunPorts
  cause: Failure
  steps: StepRecord[]
  ledgerSchema: string
  catalog: Catalog
  /** Each migration that began, with its step and what the ledger has under the row id that was written before. */
  begun: { name: string; step: StepRecord; row: LedgerRow | null }[]
  fingerprint: string
}

interface OpenMigration {
  name: string
  step: StepRecord
  row: LedgerRow
  place: StoppedPlace
}

/**
 * How far a deploy came, told by the ledger rows that it had announced and by the place of the live schema in the
 * plan's chain. An atomic migration is there or is not; only a stepwise one can be in between.
 */
export async function probeDeploy(
  plan: Plan,
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<RunEnd> {
  const probed = await look(plan, session, steps, ports, cause)
  const applied = probed.begun.filter(({ row }) => row?.finishedAt && !row.rolledBackAt).length
  const open = findOpen(probed, applied)
  const ended = open
    ? await judgeUnfinished(probed, applied, open)
    : await judgeBetween(probed, { applied, left: null })
  await noteEvidence(probed, ended, open)
  return ended
}

function findOpen({ plan, begun, catalog, steps }: Probed, applied: number): OpenMigration | null {
  for (const { name, step, row } of begun) {
    if (!row || row.finishedAt || row.rolledBackAt) continue
    return { name, step, row, place: stoppedPlace(plan, applied, row, catalog, steps) }
  }
  return null
}

async function look(
  plan: Plan,
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<Probed> {
  const ledger = await readLedger(session)
  const rows = new Map(ledger.rows.map((row) => [row.id, row]))
  const begun = steps
    .filter((step) => step.kind === 'migration' && step.detail.ledgerRow !== undefined)
    .sort((a, b) => a.position - b.position)
    .map((step) => ({
      name: step.detail.migration ?? '',
      step,
      row: rows.get(step.detail.ledgerRow ?? '') ?? null,
    }))
    // The ids were announced before anything began, and the journal may be behind the ledger.
    .filter(({ step, row }) => row !== null || step.state !== 'pending')
  const catalog = await ports.database.catalog(session)
  const fingerprint = catalogFingerprint(catalog)
  return { plan, session, ports, cause, steps, ledgerSchema: ledger.schema, begun, catalog, fingerprint }
}

/** No migration is half-way: the ledger says how many are applied, and the schema has to agree. */
async function judgeBetween(probed: Probed, reached: Reached): Promise<RunEnd> {
  const { plan, cause, fingerprint } = probed
  const agrees = fingerprint === plan.chain[reached.applied]
  if (reached.applied === plan.migrations.length) {
    if (agrees) return deploySucceeded(plan, ` ${cause.what} By then everything was committed.`)
    return deployUnverified(plan, [`After ${cause.what.toLowerCase()} the live schema is not the plan’s.`])
  }
  if (agrees) return deployStopped(plan, reached, knownReason(probed) ?? cause)
  const place = plan.chain.indexOf(fingerprint)
  const seen =
    place < 0
      ? 'the schema is at no place of the plan’s chain'
      : `the schema is where it would be after ${place} of ${plan.migrations.length} migrations`
  const why = `By the ledger ${reached.applied} of ${plan.migrations.length} migrations of this run are applied, but ${seen}.`
  return deployStopped(plan, reached, fail('outcome_unknown', `${cause.why} ${why}`).failure)
}

/** It may have stopped after a migration had failed and before that could be said. */
function knownReason({ begun, cause }: Probed): Failure | null {
  const failed = begun.find(({ step }) => step.state === 'failed')?.step.detail
  if (!failed) return null
  const meta = {
    ...(failed.error && { database: failed.error }),
    ...(failed.holders && { holders: failed.holders }),
  }
  return fail('statement_failed', `${failed.notes?.[0] ?? ''} ${cause.what}`.trim(), meta).failure
}

/** A migration was under way that commits in parts: how many of them are there. */
async function judgeUnfinished(
  probed: Probed,
  applied: number,
  { name, row, place }: OpenMigration,
): Promise<RunEnd> {
  const { plan, session, ledgerSchema: schema, cause } = probed
  const migration = plan.migrations[applied]
  if (migration?.name !== name) throw new Error(`${name} is not the next one of its plan.`)
  if (place.done > row.appliedStepsCount) await markSegment(session, { schema, id: row.id }, place.done)
  if (place.next === 'end' && place.known) {
    // Every segment had committed; only the last stroke of the pen was missing.
    await finishRow(session, schema, row.id)
    return judgeBetween(probed, { applied: applied + 1, left: null })
  }
  if (place.done === 0 && place.next === 'not_run' && place.known && place.left.length === 0) {
    await markRolledBack(session, schema, [row.id])
    return judgeBetween(probed, { applied, left: null })
  }
  const left = place.left.map(
    (key) => `An invalid index is left, which a resume drops and builds again: ${nameOf(key)}.`,
  )
  const unknown = place.next === 'doubt' || !place.known
  const seen = place.known || (place.next === 'doubt' && place.knownAfter)
  const lost = seen ? [] : ['The schema is at none of its steps.']
  const why = [`${name}: ${placeWords(migration, place)}.`, ...left, ...lost].join(' ')
  await logRow(session, schema, row.id, why)
  const code = unknown ? 'outcome_unknown' : 'stepwise_failed'
  return deployStopped(plan, { applied, left: name }, fail(code, `${cause.why} ${why}`).failure)
}

function nameOf(key: string): string {
  return catalogName(parseCatalogKey(key).path)
}

/** Gives each open step its outcome, and the last applied migration the mark that a rollback's losses need. */
async function noteEvidence(
  { plan, begun, steps, session, ports, ledgerSchema }: Probed,
  ended: RunEnd,
  open: OpenMigration | null,
): Promise<void> {
  const { rows } = await readLedger(session, ledgerSchema)
  const finished = new Set(rows.filter((row) => row.finishedAt && !row.rolledBackAt).map((row) => row.id))
  const applied = new Set<number>()
  const changes: StepChange[] = []
  for (const { step } of begun) {
    const there = finished.has(step.detail.ledgerRow ?? '')
    if (there) applied.add(step.position)
    if (there ? step.state === 'done' : !['running', 'done'].includes(step.state)) continue
    const notes = [there ? 'Committed, found by looking at the ledger.' : notThere(step)]
    changes.push({ position: step.position, state: there ? 'done' : 'failed', detail: { notes } })
  }
  for (const step of steps) {
    if (step.kind === 'migration') continue
    if (open && step.parent === open.step.position && !applied.has(step.parent)) {
      const state = stateIn(plan, open, step)
      if (state && state !== step.state) changes.push({ position: step.position, state })
      continue
    }
    // The statements of a migration that committed ran, whether or not their outcomes got into the journal in time.
    const ran = step.parent !== null && applied.has(step.parent) && step.state !== 'done'
    if (!ran && step.state !== 'running' && !orphaned(step, begun, applied)) continue
    changes.push({ position: step.position, state: outcomeOf(step, begun, applied, ended) })
  }
  await ports.journal.record(changes)
  const last = begun.filter(({ step }) => applied.has(step.position)).at(-1)
  if (last && !last.step.detail.mark) {
    await ports.journal.note(last.step.position, { mark: await takeWriteMark(session) })
  }
}

/** What became of a statement of a migration that stopped half-way; null: it had not begun. */
function stateIn(plan: Plan, { name, place }: OpenMigration, step: StepRecord): StepChange['state'] | null {
  const segments = plan.migrations.find((migration) => migration.name === name)?.segments ?? []
  const at = segments.findIndex(({ statements }) => statements.includes(step.detail.statement ?? -1))
  if (at < place.done) return 'done'
  if (at > place.done) return null
  if (place.next === 'doubt') return 'unknown'
  if (step.state !== 'running' && step.state !== 'done') return null
  return segments[at]?.transaction ? 'skipped' : 'failed'
}

/** A server that runs with `synchronous_commit = off` loses its newest commits when it crashes. */
function notThere({ state }: StepRecord): string {
  return state === 'done' ? 'Committed, and lost again with the server.' : 'Stopped; looked up afterwards.'
}

/** A statement that counts as done in a migration that, as a whole, was taken back. */
function orphaned(step: StepRecord, begun: Probed['begun'], applied: Set<number>): boolean {
  const parent = begun.find((candidate) => candidate.step.position === step.parent)
  if (!parent || applied.has(parent.step.position)) return false
  return step.kind === 'statement' && step.state === 'done' && parent.row === null
}

function outcomeOf(
  step: StepRecord,
  begun: Probed['begun'],
  applied: Set<number>,
  ended: RunEnd,
): StepChange['state'] {
  if (step.kind === 'verify') return ended.state === 'succeeded' ? 'done' : 'failed'
  if (step.kind !== 'statement') return 'failed'
  if (step.parent !== null && applied.has(step.parent)) return 'done'
  const parent = begun.find((candidate) => candidate.step.position === step.parent)
  return parent?.row ? 'unknown' : 'skipped'
}
