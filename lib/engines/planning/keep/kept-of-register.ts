import type { Session } from '../../../databases/database'
import type { Catalog } from '../../../domain/catalog'
import type { KeptCopy, KeptReverse } from '../../../domain/kept-data'
import type { MigrationFile } from '../../../domain/migration'
import type { PlannedMigration } from '../../../domain/plan'
import type { ShadowRequest } from '../../engine'
import type { PlanningPorts } from '../make-plan'
import { makeKeptReverse } from './kept-reverse'
import { findLosses } from './losses'
import { orderKeeps } from './orders'

export interface RegisterQuestion {
  live: Session
  /** The schema before the migrations. */
  base: Catalog
  migrations: PlannedMigration[]
  /** What was applied before them. */
  applied: MigrationFile[]
  shadow: ShadowRequest
  schema: string
}

/**
 * The way back with what the register of the live database has of these migrations, whichever deploys kept it. Null:
 * nothing. What would be kept of them is worked out again, and found there by what it is of.
 */
export async function keptOfRegister(
  ports: PlanningPorts,
  { live, base, migrations, applied, shadow, schema }: RegisterQuestion,
): Promise<KeptReverse | null> {
  const copies = (await ports.database.kept.list(live)).filter(
    ({ state, bytes }) => state !== 'put_back' && bytes !== null,
  )
  if (copies.length === 0) return null
  const losses = findLosses(base, migrations, schema)
  const anySize = () => ({ rows: 0, bytes: 0, readBytes: 0 })
  const { kept } = orderKeeps(losses, migrations, anySize, Number.POSITIVE_INFINITY)
  const found = kept.flatMap((each) => {
    const copy = copies.find((candidate) => isCopyOf(candidate, each.order, migrations[each.migration]?.name))
    return copy ? [{ ...each, copy }] : []
  })
  if (found.length === 0) return null
  const reverse = await makeKeptReverse(ports, {
    shadow,
    applied,
    pending: migrations,
    kept: found,
    trail: losses.trail,
  })
  // Ids are unique within the plan that kept, which was another one.
  const parts = reverse.parts.map((part) => {
    const keep = part.kind === 'put_back' && found.find(({ order }) => order.id === part.step.keep)?.copy.keep
    return keep ? { ...part, step: { ...part.step, keep } } : part
  })
  return { ...reverse, parts: parts as KeptReverse['parts'] }
}

function isCopyOf(
  copy: KeptCopy,
  order: { table: string; columns: string[]; key: string[]; whole: boolean },
  migration: string | undefined,
): boolean {
  const same = (a: string[], b: string[]) => a.length === b.length && a.every((name, at) => name === b[at])
  return (
    copy.migration === migration &&
    copy.table === order.table &&
    copy.whole === order.whole &&
    same(copy.columns, order.columns) &&
    same(copy.key, order.key)
  )
}
