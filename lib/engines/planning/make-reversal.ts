import type { Session } from '../../databases/database'
import { readFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import { fail, ok, type Result } from '../../domain/failure'
import type { KeptReverse } from '../../domain/kept-data'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import { troubledStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { Evidence, Loss, Plan, PlannedMigration, ReversePlan } from '../../domain/plan'
import { describeTroubles } from '../../domain/trouble-words'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import type { DiffResult, ShadowRequest } from '../engine'
import { ledgerFingerprint, readLedger } from '../prisma/ledger'
import { appliedInOrder } from './applied-in-order'
import { watchBeyond } from './beyond-catalog'
import type { CapturedFiles } from './captured-files'
import { defaultSchema } from './evidence'
import { judgeEffects } from './judge-effects'
import { keptOfRegister } from './keep/kept-of-register'
import type { MadePlan, PlanningPorts } from './make-plan'
import { refuseBeyond } from './refuse-beyond'
import { renamedBack } from './renamed-back'
import { onScratch } from './scratch'
import { walk } from './try-on-shadow'
import { wayBack } from './way-back'

export interface ReversalRequest {
  environmentId: string
  url: string
  shadowUrl: string | null
  revision: CapturedFiles
  /** The newest migration that stays; null: none does. */
  to: string | null
}

/**
 * Works out how to take back what is applied after `to`, whoever applied it: a plan as if just that had been deployed,
 * for `executeReverse` to take back. The reverse is tried on a shadow of the environment's major and compared with the
 * schema before, and what it would lose is counted on the live database. Writes nothing to the environment.
 * Failures: `history_needs_attention`, `rollback_impossible`, and those of replaying and of the engine.
 */
export async function makeReversal(
  ports: PlanningPorts,
  request: ReversalRequest,
): Promise<Result<MadePlan>> {
  await loadParser()
  const opened = await ports.database.open(request.url, { applicationName: 'headgate rollback preview' })
  if (!opened.ok) return opened
  const live = opened.value
  try {
    const ledger = await readLedger(live)
    const split = splitHistory(request, ledger.rows)
    if (!split.ok) return split
    const harmless = refuseBeyond([...split.value.kept, ...split.value.taken])
    if (!harmless.ok) return harmless
    const shadow = { url: request.url, givenUrl: request.shadowUrl, identity: live.identity }
    const catalog = await ports.database.catalog(live)
    const tried = await tryBack(ports, shadow, request, split.value)
    if (!tried.ok) return tried
    const planned = reversalPlan(request, ledger.rows, catalog, split.value, tried.value)
    if (!planned.ok) return planned
    const keptReverse = await keptOfRegister(ports, {
      ...{ live, base: planned.value.base, migrations: planned.value.plan.migrations, shadow },
      applied: split.value.kept,
      schema: await defaultSchema(live),
    })
    const plan = { ...planned.value.plan, keptReverse }
    return ok({
      ...planned.value,
      plan,
      evidence: await countLosses(ports, live, catalog, { ...planned.value, plan }),
    })
  } finally {
    await live.close()
  }
}

interface Split {
  /** Both in the order in which they were applied. */
  kept: MigrationFile[]
  taken: MigrationFile[]
}

function splitHistory({ revision, to }: ReversalRequest, rows: LedgerRow[]): Result<Split> {
  const statuses = migrationStatuses(revision.migrations, rows)
  const troubles = statuses.filter((status) => troubledStates.includes(status.state))
  if (troubles.length > 0) return fail('history_needs_attention', describeTroubles(troubles).join('; '))
  const applied = appliedInOrder(revision.migrations, rows)
  const last = to === null ? -1 : applied.findIndex((file) => file.name === to)
  if (to !== null && last < 0) return fail('rollback_impossible', `${to} is not applied here.`)
  const taken = applied.slice(last + 1)
  if (taken.length > 0) return ok({ kept: applied.slice(0, last + 1), taken })
  return fail('rollback_impossible', `Nothing was applied after ${to ?? 'the beginning'}.`)
}

interface TriedBack {
  changes: CatalogChange[][]
  forward: DiffResult
  reverse: ReversePlan
}

async function tryBack(
  ports: PlanningPorts,
  shadow: ShadowRequest,
  { revision: { schemaFiles } }: ReversalRequest,
  { kept, taken }: Split,
): Promise<Result<TriedBack>> {
  const before = { of: 'migrations' as const, migrations: kept }
  const after = { of: 'migrations' as const, migrations: [...kept, ...taken] }
  const asked = ports.engine.diffBothWays({ url: null, shadow }, before, after, schemaFiles)
  asked.catch(() => {})
  // Only one at a time may use a given database, if none can be created beside it.
  if (shadow.givenUrl !== null) await asked
  const attempt = (request: ShadowRequest) =>
    onScratch(ports, request, kept, async ({ session }) => {
      const facts = await readFacts(session)
      const nameBeyond = await watchBeyond(session, taken)
      const { start, changes, segments } = await walk(ports.database, session, taken)
      const both = await asked
      if (!both.ok) return both
      const walked = { start, migrations: taken, changes, segments, facts: async () => ok(facts) }
      const back = await wayBack(ports.database, session, walked, ok(both.value.back))
      if (!back.ok) return back
      return ok({ changes, forward: both.value.there, reverse: await nameBeyond(back.value) })
    })
  const first = await attempt(shadow)
  const notOwner = !first.ok && first.failure.meta.database?.sqlstate === '42501'
  const tried = notOwner ? await attempt({ ...shadow, plain: true }) : first
  return tried.ok ? tried.value : tried
}

interface Planned {
  plan: Plan
  base: Catalog
}

/** What the migrations changed on the shadow, taken back from the live catalog: drift elsewhere stays. */
function reversalPlan(
  request: ReversalRequest,
  rows: LedgerRow[],
  live: Catalog,
  { kept, taken }: Split,
  { changes, forward, reverse }: TriedBack,
): Result<Planned> {
  const base = applyDelta(live, changes.flat().reverse().map(inverted))
  const chain = [catalogFingerprint(base)]
  const migrations: PlannedMigration[] = []
  let reached = base
  for (const [index, file] of taken.entries()) {
    const own = changes[index] ?? []
    reached = applyDelta(reached, own)
    chain.push(catalogFingerprint(reached))
    migrations.push({ ...file, ...planSegments(file.sql), changes: own })
  }
  const drift = describeChanges(catalogDelta(reached, live))
  if (drift.length > 0) {
    const why = `What these migrations made was changed since, outside of migrations: ${drift.join('; ')}.`
    return fail('rollback_impossible', why, { differences: drift, next: 'headgate resolve' })
  }
  const names = new Set(kept.map(({ name }) => name))
  const plan: Plan = {
    format: 1,
    environmentId: request.environmentId,
    revisionDigest: request.revision.digest,
    ledgerFingerprint: ledgerFingerprint(rows.filter((row) => names.has(row.name))),
    chain,
    migrations,
    reverse,
    schemaDiffSql: forward.sql,
    schemaDiffSummary: forward.summary,
    changesInWords: describeChanges(catalogDelta(base, live)),
  }
  return ok({ plan, base })
}

function inverted({ key, before, after }: CatalogChange): CatalogChange {
  return { key, before: after, after: before }
}

async function countLosses(
  ports: PlanningPorts,
  live: Session,
  catalog: Catalog,
  { plan, base }: Planned,
): Promise<Evidence> {
  const schema = await defaultSchema(live)
  const statements = plan.reverse.statements.map((statement) => statement.text)
  const judged = await judgeEffects(live, catalog, statements, schema)
  const empty = comeBackEmpty(catalog, base, renamedBack(plan.reverse.statements, schema))
  return {
    at: new Date().toISOString(),
    losses: [],
    ...(plan.keptReverse && {
      keptLosses: [
        ...empty.filter(({ object }) => !comesBackFull(plan, object)),
        ...writtenBetween(plan.keptReverse),
      ],
    }),
    engineWarnings: [],
    unexecutable: [],
    tables: await ports.database.tableSizes(live, judged.tables),
    reverseLosses: [...judged.losses, ...empty],
    reverseUnexecutable: judged.unexecutable,
  }
}

function comesBackFull({ keptReverse }: Plan, object: string): boolean {
  return (keptReverse?.parts ?? []).some((part) => {
    if (part.kind === 'sql') return false
    const { table, columns, how } = part.step
    return how === 'values'
      ? columns.some((column) => object === `column:${table}.${column}`)
      : object === `table:${table}`
  })
}

/** Of values that two deploys had kept, those of the older one have the last word, and hide what was written between. */
function writtenBetween({ parts }: KeptReverse): Loss[] {
  const steps = parts.flatMap((part) =>
    part.kind === 'put_back' && part.step.how === 'values' ? [part.step] : [],
  )
  return steps.flatMap(({ table, columns, migration }, index) =>
    columns.flatMap((column) => {
      const older = steps
        .slice(index + 1)
        .find((each) => each.table === table && each.columns.includes(column))
      if (!older) return []
      return {
        object: `column:${table}.${column}`,
        what: `what was written into ${table}.${column} between ${older.migration} and ${migration}`,
        count: null,
        of: null,
        exact: false,
        why: `the values of before ${older.migration} take its place; taking ${migration} back on its own brings it back`,
      }
    }),
  )
}

/** What the migrations had dropped is there again afterwards, without its rows and values. */
function comeBackEmpty(live: Catalog, base: Catalog, renamed: ReadonlySet<string>): Loss[] {
  const back = Object.keys(base).filter((key) => !Object.hasOwn(live, key))
  const nameOf = (key: string) => key.slice(key.indexOf(':') + 1)
  const tables = back.filter((key) => key.startsWith('table:')).map(nameOf)
  return back
    .filter((key) => !renamed.has(key))
    .filter(
      (key) =>
        key.startsWith('table:') ||
        (key.startsWith('column:') && !tables.some((table) => nameOf(key).startsWith(`${table}.`))),
    )
    .map((object) => ({
      object,
      what: `${nameOf(object)} comes back without what a migration removed from it`,
      count: 0,
      of: null,
      exact: true,
      why: 'that was lost when the migration ran',
    }))
}
