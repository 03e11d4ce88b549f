import type { Session } from '../../../databases/database'
import type { Catalog } from '../../../domain/catalog'
import type { KeptCopy, KeptReverse } from '../../../domain/kept-data'
import type { MigrationFile } from '../../../domain/migration'
import type { PlannedMigration } from '../../../domain/plan'
import type { ShadowRequest } from '../../engine'
import type { PlanningPorts } from '../make-plan'
import { makeKeptReverse } from './kept-reverse'
import { type Doomed, findLosses, type Losses } from './losses'
import { type Kept, keyFor, writeKeep } from './orders'

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
 * nothing. What they destroy is worked out again, and its copies are found there by what they are of.
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
  const found = findKept(losses, migrations, copies)
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

type Found = Pick<Kept, 'migration' | 'order' | 'step'> & { copy: KeptCopy }

/**
 * What each migration's deploy had kept. One deploy keeps what it destroys twice only once; of several deploys each has
 * its own copy, which holds what was written between them.
 */
function findKept(
  { doomed, unstable }: Losses,
  migrations: readonly PlannedMigration[],
  copies: KeptCopy[],
): Found[] {
  const used = new Set<KeptCopy>()
  return doomed.flatMap((each, index) => {
    const name = migrations[each.migration]?.name ?? ''
    const key = keyFor(each, unstable)
    const copy = copies.find((one) => !used.has(one) && one.migration === name && isCopyOf(one, each, key))
    if (!copy) return []
    used.add(copy)
    const columns = each.columns.filter(({ start }) => copy.columns.includes(start))
    return [{ migration: each.migration, ...writeKeep(`k${index}`, name, each, columns, key ?? []), copy }]
  })
}

function isCopyOf(
  copy: KeptCopy,
  { start, how, columns }: Doomed,
  key: Doomed['keys'][number] | null,
): boolean {
  const names = columns.map((each) => each.start)
  const ofKey = (key ?? []).map((each) => each.start)
  return (
    copy.table === start.join('.') &&
    copy.whole === (how !== 'changed') &&
    copy.key.length === ofKey.length &&
    copy.key.every((name, at) => name === ofKey[at]) &&
    copy.columns.length > 0 &&
    copy.columns.every((name) => names.includes(name)) &&
    (how === 'changed' || copy.columns.length === names.length)
  )
}
