import type { Database } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import { fail, ok, type Result } from '../../domain/failure'
import { fingerprintChain } from '../../domain/fingerprint-chain'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import { pendingStates, troubledStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { Evidence, Plan, PlannedMigration } from '../../domain/plan'
import { describeTroubles } from '../../domain/trouble-words'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import type { Engine, ShadowProvider } from '../engine'
import { ledgerFingerprint, readLedger } from '../prisma/ledger'
import { appliedInOrder } from './applied-in-order'
import { askEngine } from './ask-engine'
import type { CapturedFiles } from './captured-files'
import { defaultSchema, gatherEvidence, type Planned } from './evidence'
import { planKeeps, withKeeps } from './keep/plan-keeps'
import { refuseBeyond } from './refuse-beyond'
import { tryOnDrift } from './try-on-drift'
import { type Tried, tryOnShadow } from './try-on-shadow'

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
  /** What the deploy destroys is copied aside, up to so much for each table. Default: nothing is. */
  keep?: { megabytes: number }
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
    const shadow = { url: request.url, givenUrl: request.shadowUrl, identity: live.identity }
    const answers = askEngine(ports.engine, shadow, request, selected.value)
    try {
      const [read, trial] = await Promise.allSettled([
        ports.database.catalog(live),
        tryOnShadow(ports, shadow, request.revision.schemaFiles, selected.value, answers),
      ])
      if (read.status === 'rejected') throw read.reason
      if (trial.status === 'rejected') throw trial.reason
      const [base, tried] = [read.value, trial.value]
      if (!tried.ok) return tried
      const found = await tryOnDrift(ports, { shadow, live, base, ...selected.value }, tried.value)
      const planned = plannedFrom(request, ledger.rows, base, selected.value, found)
      const schema = await defaultSchema(live)
      const { migrations } = planned.plan
      const keeps = request.keep?.megabytes
        ? await planKeeps(ports, {
            ...{ live, base, migrations, shadow, schema, applied: selected.value.applied },
            megabytes: request.keep.megabytes,
          })
        : null
      const plan = keeps ? withKeeps(planned.plan, keeps) : planned.plan
      const evidence = await gatherEvidence(ports, live, { ...planned, plan, schema, keeps }, answers)
      return ok({ plan, base, evidence })
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

/** Carries what the migrations changed on the shadow over to the live catalog: drift stays, and fails no verification. */
function plannedFrom(
  request: PlanRequest,
  rows: LedgerRow[],
  base: Catalog,
  { pending, complete }: Selected,
  tried: Tried,
): Omit<Planned, 'schema' | 'keeps'> {
  const steps = tried.changes.flatMap((changes, index) => tried.segments[index] ?? [changes])
  const { chain: links, end } = fingerprintChain(base, steps)
  const chain = [links[0] ?? '']
  let at = 0
  const migrations = pending.map((file, index): PlannedMigration => {
    const segmentChanges = tried.segments[index]
    const own = links.slice(at + 1, at + 1 + (segmentChanges?.length ?? 1))
    at += own.length
    chain.push(own.at(-1) ?? chain.at(-1) ?? '')
    const changes = tried.changes[index] ?? []
    return {
      ...file,
      ...planSegments(file.sql),
      changes,
      ...(segmentChanges && { segmentChanges, links: own }),
    }
  })
  const plan: Plan = {
    format: 1,
    environmentId: request.environmentId,
    revisionDigest: request.revision.digest,
    ledgerFingerprint: ledgerFingerprint(rows),
    chain,
    migrations,
    reverse: tried.reverse,
    schemaDiffSql: tried.forward.sql,
    schemaDiffSummary: tried.forward.summary,
    changesInWords: describeChanges(catalogDelta(base, end)),
  }
  return { plan, base, end, complete, schemaFiles: request.revision.schemaFiles }
}
