import type { Session } from '../../../databases/database'
import { canonicalJson } from '../../../domain/canonical-json'
import type { Catalog } from '../../../domain/catalog'
import type { KeepRefusal, KeptReverse } from '../../../domain/kept-data'
import type { MigrationFile } from '../../../domain/migration'
import type { Plan, PlannedMigration } from '../../../domain/plan'
import type { ShadowRequest } from '../../engine'
import { historyKeys, sha256 } from '../../history-key'
import { placeOfShadow } from '../../place'
import { catalogFormat } from '../expected-catalog'
import type { PlanningPorts } from '../make-plan'
import { makeKeptReverse } from './kept-reverse'
import { findLosses } from './losses'
import { type Kept, orderKeeps } from './orders'
import { measureTables } from './sizes'

export interface PlannedKeeps {
  /** With what each is to take. */
  kept: Kept[]
  notKept: KeepRefusal[]
  /** Null: nothing is kept. */
  reverse: KeptReverse | null
}

export interface KeepQuestion {
  live: Session
  base: Catalog
  migrations: PlannedMigration[]
  applied: MigrationFile[]
  shadow: ShadowRequest & Required<Pick<ShadowRequest, 'identity'>>
  /** Where names without a schema lead. */
  schema: string
  megabytes: number
}

/** Counted up when the way back is written or tried in another way. */
const format = 1

/** What a deploy copies aside of what it destroys, what it does not, and the way back with it. Read-only on the live database. */
export async function planKeeps(ports: PlanningPorts, question: KeepQuestion): Promise<PlannedKeeps> {
  const { live, base, migrations, schema, megabytes } = question
  const losses = findLosses(base, migrations, schema)
  if (losses.doomed.length === 0 && losses.opaque.length === 0)
    return { kept: [], notKept: [], reverse: null }
  const sizeOf = await measureTables(
    ports.database,
    live,
    losses.doomed.map(({ table }) => table),
  )
  const { kept, notKept } = orderKeeps(losses, migrations, sizeOf, megabytes * 1_000_000)
  if (kept.length === 0) return { kept, notKept, reverse: null }
  const obstacle = await ports.database.kept.obstacle(live)
  if (obstacle) {
    const refused = kept.map(({ order }) => ({ object: keyOfTable(order.table), why: obstacle }))
    return { kept: [], notKept: [...notKept, ...refused], reverse: null }
  }
  const key = keyOf(question, kept)
  const known = await ports.shadows.answers.get<KeptReverse>(key)
  if (known) return { kept, notKept, reverse: known }
  const { shadow, applied } = question
  const reverse = await makeKeptReverse(ports, {
    shadow,
    applied,
    pending: migrations,
    kept,
    trail: losses.trail,
  })
  await ports.shadows.answers.set(key, reverse)
  return { kept, notKept, reverse }
}

/** The plan with what it keeps, and the way back with that. */
export function withKeeps(plan: Plan, { kept, notKept, reverse }: PlannedKeeps): Plan {
  const migrations = plan.migrations.map((migration, index) => {
    const keeps = kept.filter((each) => each.migration === index).map(({ order }) => order)
    return keeps.length > 0 ? { ...migration, keeps } : migration
  })
  return { ...plan, migrations, keptReverse: reverse, notKept }
}

function keyOfTable(table: string): string {
  return `table:${table}`
}

function keyOf({ shadow, applied, migrations, schema }: KeepQuestion, kept: Kept[]): string {
  const before = historyKeys(placeOfShadow(shadow, shadow.identity), applied).at(-1) ?? ''
  const orders = canonicalJson(kept.map(({ migration, order, step }) => ({ migration, order, step })))
  const words = ['kept', String(format), catalogFormat(), schema, before, sha256(orders)]
  return sha256(...words, ...migrations.map(({ sql }) => sql))
}
