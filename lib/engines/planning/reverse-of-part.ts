import type { Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { describeChanges } from '../../domain/catalog-words'
import { fail, ok, type Result } from '../../domain/failure'
import type { KeptReverse } from '../../domain/kept-data'
import type { MigrationFile } from '../../domain/migration'
import type { Plan, PlannedMigration } from '../../domain/plan'
import { loadParser } from '../../sql/parse'
import type { ShadowRequest } from '../engine'
import { readLedger } from '../prisma/ledger'
import { appliedInOrder } from './applied-in-order'
import { askEngine } from './ask-engine'
import type { CapturedFiles } from './captured-files'
import { defaultSchema } from './evidence'
import { makeKeptReverse } from './keep/kept-reverse'
import { findLosses } from './keep/losses'
import type { PlanningPorts } from './make-plan'
import { tryOnDrift } from './try-on-drift'
import { tryOnShadow } from './try-on-shadow'

export interface PartRequest {
  /** What was being deployed. */
  plan: Plan
  /** How many of its migrations are applied and recorded, from the first. Nothing of a later one is there. */
  appliedCount: number
  url: string
  shadowUrl: string | null
  /** What the plan was made of: it holds what was applied before, too. */
  revision: CapturedFiles
}

/**
 * The plan as if just its first migrations had been deployed, with the reverse of those: worked out and tried on a shadow
 * as that of a whole plan, so that what takes plans back takes it back. Writes nothing to the environment.
 * Failures: `rollback_impossible` where nothing of it is applied, and those of replaying and of the engine.
 */
export async function reverseOfPart(ports: PlanningPorts, request: PartRequest): Promise<Result<Plan>> {
  const { plan, appliedCount, revision, url, shadowUrl } = request
  const pending = plan.migrations.slice(0, appliedCount)
  if (pending.length === 0) return fail('rollback_impossible', 'Nothing of this deploy is applied.')
  if (pending.length === plan.migrations.length) return ok(plan)
  await loadParser()
  const opened = await ports.database.open(url, { applicationName: 'headgate rollback preview' })
  if (!opened.ok) return opened
  const live = opened.value
  const shadow = { url, givenUrl: shadowUrl, identity: live.identity }
  try {
    const deployed = new Set(plan.migrations.map(({ name }) => name))
    const { rows } = await readLedger(live)
    const applied = appliedInOrder(revision.migrations, rows).filter(({ name }) => !deployed.has(name))
    const histories = { applied, pending, complete: false }
    const asked = { environmentId: plan.environmentId, url, shadowUrl, revision, upTo: null }
    const answers = askEngine(ports.engine, shadow, asked, histories)
    try {
      const tried = await tryOnShadow(ports, shadow, revision.schemaFiles, histories, answers)
      if (!tried.ok) return tried
      const reached = await ports.database.catalog(live)
      const base = without(pending, reached)
      const found = await tryOnDrift(ports, { shadow, live, base, applied, pending }, tried.value)
      return ok({
        ...plan,
        chain: plan.chain.slice(0, pending.length + 1),
        migrations: pending,
        reverse: found.reverse,
        keptReverse: await keptOfPart(ports, { plan, base, live, shadow, applied, pending }),
        schemaDiffSql: found.forward.sql,
        schemaDiffSummary: found.forward.summary,
        changesInWords: describeChanges(catalogDelta(base, reached)),
      })
    } finally {
      await answers.stop()
    }
  } finally {
    await live.close()
  }
}

/** The same copies go back to the same places, from a schema that is not as far. */
async function keptOfPart(
  ports: PlanningPorts,
  { plan, base, live, shadow, applied, pending }: Part,
): Promise<KeptReverse | null> {
  const steps = new Map(
    plan.keptReverse?.parts.flatMap((part) =>
      part.kind === 'put_back' ? [[part.step.keep, part.step]] : [],
    ),
  )
  const kept = pending.flatMap(({ keeps = [] }, migration) =>
    keeps.flatMap((order) => {
      const step = steps.get(order.id)
      return step ? [{ migration, order, step }] : []
    }),
  )
  if (kept.length === 0) return null
  const { trail } = findLosses(base, pending, await defaultSchema(live))
  return await makeKeptReverse(ports, { shadow, applied, pending, kept, trail })
}

interface Part {
  plan: Plan
  base: Catalog
  live: Session
  shadow: ShadowRequest
  applied: MigrationFile[]
  pending: PlannedMigration[]
}

function without(migrations: PlannedMigration[], reached: Catalog): Catalog {
  const changes = migrations.flatMap((migration) => migration.changes).reverse()
  return applyDelta(
    reached,
    changes.map(({ key, before, after }) => ({ key, before: after, after: before })),
  )
}
