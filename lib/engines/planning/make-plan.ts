import type { Database, Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import { fail, ok, type Result } from '../../domain/failure'
import type { LedgerRow, MigrationFile, MigrationStatus } from '../../domain/migration'
import { pendingStates, troubledStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { Evidence, Plan, PlannedMigration } from '../../domain/plan'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import type { DiffSide, Engine, ShadowDatabase, ShadowProvider, ShadowRequest } from '../engine'
import { ledgerFingerprint, readLedger } from '../prisma/ledger'
import { scriptFailure } from '../script-failure'
import { appliedInOrder } from './applied-in-order'
import type { CapturedFiles } from './captured-files'
import { gatherEvidence } from './evidence'
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

/**
 * Works out what a deploy would do: reads ledger and catalog of the environment, replays the applied history into a
 * shadow of the same major version, applies each pending migration there, and carries the measured changes over to
 * the live catalog. Writes nothing to the environment.
 */
export async function makePlan(
  ports: PlanningPorts,
  request: PlanRequest,
): Promise<Result<{ plan: Plan; evidence: Evidence }>> {
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
    const shadowRequest = { url: request.url, givenUrl: request.shadowUrl }
    const acquired = await ports.shadows.acquire(shadowRequest)
    if (!acquired.ok) return acquired
    try {
      return await planOnShadow(
        ports,
        request,
        live,
        ledger.rows,
        selected.value,
        acquired.value,
        shadowRequest,
      )
    } catch (error) {
      if (error instanceof ReplayError) return scriptFailure(error.migration, error.cause.info)
      throw error
    } finally {
      await acquired.value.release()
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

/** What is wrong with a history, a sentence for each migration. */
export function describeTroubles(statuses: MigrationStatus[]): string[] {
  return statuses
    .filter((status) => troubledStates.includes(status.state))
    .map((status) => {
      if (status.state === 'failed') return `${status.name} failed and was not resolved`
      if (status.state === 'edited') return `${status.name} was changed after it was applied`
      return `${status.name} is applied, and the project has no file for it`
    })
}

async function planOnShadow(
  ports: PlanningPorts,
  request: PlanRequest,
  live: Session,
  rows: LedgerRow[],
  selected: Selected,
  shadow: ShadowDatabase,
  shadowRequest: ShadowRequest,
): Promise<Result<{ plan: Plan; evidence: Evidence }>> {
  const { applied, pending } = selected
  const target = { url: null, shadow: shadowRequest }
  const schema = request.revision.schemaFiles
  const after: DiffSide = {
    of: 'migrations',
    migrations: [...applied, ...pending],
  }
  const before: DiffSide = { of: 'migrations', migrations: applied }
  const base = await ports.database.catalog(live)

  const opened = await ports.database.open(shadow.url, {
    applicationName: 'headgate shadow',
  })
  if (!opened.ok) return opened
  const scratch = opened.value
  try {
    await replay(scratch, applied)
    const start = await ports.database.catalog(scratch)
    const walked = await walk(ports.database, scratch, pending, base, start)
    const reverse = await ports.engine.diff(target, after, before, schema)
    const forward = await ports.engine.diff(target, before, after, schema)
    if (!forward.ok) return forward
    const plan: Plan = {
      format: 1,
      environmentId: request.environmentId,
      revisionDigest: request.revision.digest,
      ledgerFingerprint: ledgerFingerprint(rows),
      chain: walked.chain,
      migrations: walked.migrations,
      reverse: await tryReverse(ports.database, scratch, start, reverse),
      schemaDiffSql: forward.value.sql,
      schemaDiffSummary: forward.value.summary,
      changesInWords: describeChanges(catalogDelta(base, walked.end)),
    }
    const evidence = await gatherEvidence(ports, request, live, {
      plan,
      base,
      end: walked.end,
      complete: selected.complete,
      applied,
    })
    return ok({ plan, evidence })
  } finally {
    await scratch.close()
  }
}

/**
 * Applies each pending migration on the shadow and carries what it changed there over to the live catalog: drift that
 * was there before stays, and does not make the verification of a run fail.
 */
async function walk(
  database: Database,
  scratch: Session,
  pending: MigrationFile[],
  base: Catalog,
  start: Catalog,
) {
  const chain = [catalogFingerprint(base)]
  const migrations: PlannedMigration[] = []
  let expected = base
  let previous = start
  for (const file of pending) {
    const planned = { ...file, ...planSegments(file.sql) }
    await replayOne(scratch, planned)
    const reached = await database.catalog(scratch)
    const changes = catalogDelta(previous, reached)
    expected = applyDelta(expected, changes)
    chain.push(catalogFingerprint(expected))
    migrations.push({ ...planned, changes })
    previous = reached
  }
  return { chain, migrations, end: expected }
}
