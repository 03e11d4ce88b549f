import type { Database, Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import { fail, ok, type Result } from '../../domain/failure'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import { pendingStates, troubledStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { Evidence, Plan, PlannedMigration } from '../../domain/plan'
import { describeTroubles } from '../../domain/trouble-words'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import type { Engine, ShadowProvider } from '../engine'
import { ledgerFingerprint, readLedger } from '../prisma/ledger'
import { scriptFailure } from '../script-failure'
import { appliedInOrder } from './applied-in-order'
import { askEngine, type EngineAnswers } from './ask-engine'
import type { CapturedFiles } from './captured-files'
import { gatherEvidence, type Planned } from './evidence'
import { refuseBeyond } from './refuse-beyond'
import { ReplayError, replay, replayOne } from './replay'
import { tryReverse } from './try-reverse'

export interface PlanningPorts {
  database: Database
  engine: Engine
  shadows: ShadowProvider
}

export interface PlanRequest {
  environmentId: string
  url: string
  shadowUrl: string | null
  revision: CapturedFiles
  /** Last migration to deploy; null: all that are pending. */
  upTo: string | null
}

export interface MadePlan {
  plan: Plan
  evidence: Evidence
  /** The live catalog that the plan starts from: `plan.chain[0]` is its fingerprint. */
  base: Catalog
}

/**
 * Works out what a deploy would do: reads ledger and catalog of the environment, replays the applied history into a
 * shadow of the same major version, applies each pending migration there, and carries the measured changes over to
 * the live catalog. Writes nothing to the environment.
 */
export async function makePlan(ports: PlanningPorts, request: PlanRequest): Promise<Result<MadePlan>> {
  await loadParser()
  const opened = await ports.database.open(request.url, {
    applicationName: 'headgate plan',
  })
  if (!opened.ok) return opened
  const live = opened.value
  try {
    const ledger = await readLedger(live)
    const selected = selectMigrations(request, ledger.rows)
    if (!selected.ok) return selected
    const harmless = refuseBeyond([...selected.value.applied, ...selected.value.pending])
    if (!harmless.ok) return harmless
    const answers = askEngine(ports.engine, request, selected.value)
    try {
      // Only one at a time may use a given database, if none can be created beside it.
      if (request.shadowUrl !== null) await answers.results
      const planned = await planOnShadow(ports, request, live, ledger.rows, selected.value, answers)
      if (!planned.ok) return planned
      const { plan, base } = planned.value
      return ok({ plan, base, evidence: await gatherEvidence(ports, live, planned.value, answers) })
    } catch (error) {
      if (error instanceof ReplayError) return scriptFailure(error.migration, error.cause.info)
      throw error
    } finally {
      await answers.stop()
    }
  } finally {
    await live.close()
  }
}

interface Selected {
  applied: MigrationFile[]
  pending: MigrationFile[]
  /** `pending` is all that the revision has to offer. */
  complete: boolean
}

function selectMigrations(request: PlanRequest, rows: LedgerRow[]): Result<Selected> {
  const files = request.revision.migrations
  const statuses = migrationStatuses(files, rows)
  const troubles = statuses.filter((status) => troubledStates.includes(status.state))
  if (troubles.length > 0) return fail('history_needs_attention', describeTroubles(troubles).join('; '))

  const waiting = new Set(statuses.filter((s) => pendingStates.includes(s.state)).map((s) => s.name))
  const pending = files.filter((file) => waiting.has(file.name))
  if (files.length === 0) return fail('nothing_pending', 'The project has no migrations yet.')
  if (pending.length === 0) return fail('nothing_pending', 'Every migration of the project is applied.')
  const last =
    request.upTo === null ? pending.length - 1 : pending.findIndex((file) => file.name === request.upTo)
  if (last < 0) return fail('nothing_pending', `${request.upTo} is not pending.`)
  return ok({
    applied: appliedInOrder(files, rows),
    pending: pending.slice(0, last + 1),
    complete: last === pending.length - 1,
  })
}

async function planOnShadow(
  ports: PlanningPorts,
  request: PlanRequest,
  live: Session,
  rows: LedgerRow[],
  { applied, pending, complete }: Selected,
  answers: EngineAnswers,
): Promise<Result<Planned>> {
  const base = await ports.database.catalog(live)
  const shadow = await ports.shadows.acquire({ url: request.url, givenUrl: request.shadowUrl })
  if (!shadow.ok) return shadow
  try {
    const opened = await ports.database.open(shadow.value.url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    const scratch = opened.value
    try {
      await replay(scratch, applied)
      const { start, end, chain, migrations } = await walk(ports.database, scratch, pending, base)
      const { forward, reverse } = await answers.results
      if (!forward.ok) return forward
      const plan: Plan = {
        format: 1,
        environmentId: request.environmentId,
        revisionDigest: request.revision.digest,
        ledgerFingerprint: ledgerFingerprint(rows),
        chain,
        migrations,
        reverse: await tryReverse(ports.database, scratch, start, reverse),
        schemaDiffSql: forward.value.sql,
        schemaDiffSummary: forward.value.summary,
        changesInWords: describeChanges(catalogDelta(base, end)),
      }
      return ok({ plan, base, end, complete })
    } finally {
      await scratch.close()
    }
  } finally {
    await shadow.value.release()
  }
}

/**
 * Applies each pending migration on the shadow and carries what it changed there over to the live catalog: drift that
 * was there before stays, and does not make the verification of a run fail.
 */
async function walk(database: Database, scratch: Session, pending: MigrationFile[], base: Catalog) {
  const reader = database.catalogReader(scratch)
  const start = await reader.read()
  const chain = [catalogFingerprint(base)]
  const migrations: PlannedMigration[] = []
  let expected = base
  let previous = start
  for (const file of pending) {
    const planned = { ...file, ...planSegments(file.sql) }
    await replayOne(scratch, planned)
    const reached = await reader.read()
    const changes = catalogDelta(previous, reached)
    expected = applyDelta(expected, changes)
    chain.push(catalogFingerprint(expected))
    migrations.push({ ...planned, changes })
    previous = reached
  }
  // The steps were read change by change: a reading of the whole has to come to the same end.
  const whole = await database.catalog(scratch)
  if (catalogFingerprint(whole) !== catalogFingerprint(previous))
    throw new Error(
      `Reading changes missed some: ${describeChanges(catalogDelta(previous, whole)).join('; ')}`,
    )
  return { chain, migrations, start, end: expected }
}
