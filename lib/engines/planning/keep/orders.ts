import { keyOf } from '../../../databases/postgres/definitions/names'
import { catalogName } from '../../../domain/catalog-key'
import type { KeepOrder, KeepRefusal, PutBackStep } from '../../../domain/kept-data'
import type { PlannedMigration } from '../../../domain/plan'
import { sizeWords } from '../../../domain/size-words'
import type { Doomed, Losses } from './losses'
import { isOfUser } from './lossless'
import type { KeptSize } from './sizes'
import type { LiveColumn, LiveTable } from './trail'

export interface Kept {
  /** Index of the migration. */
  migration: number
  order: KeepOrder
  step: PutBackStep
  size: KeptSize
}

export interface Keeping {
  kept: Kept[]
  notKept: KeepRefusal[]
}

/** What is kept of what a plan destroys, and what is not, with the reason. `sizeOf`: of a copy of these columns of a live table. */
export function orderKeeps(
  { doomed, unstable, opaque }: Losses,
  migrations: readonly Pick<PlannedMigration, 'name'>[],
  sizeOf: (table: LiveTable, columns: LiveColumn[], whole: boolean) => KeptSize,
  mostBytes: number,
): Keeping {
  const kept: Kept[] = []
  const notKept: KeepRefusal[] = opaque.map(({ migration, summary, line }) => ({
    object: 'script',
    why: `what ${summary} does to rows (${migration}, line ${line}) cannot be read from its text`,
  }))
  const whole = new Set<LiveTable>()
  const columns = new Set<LiveColumn>()
  for (const each of doomed) {
    // A copy of before holds what was there before the plan, and that is what is put back.
    if (each.how !== 'changed' && whole.has(each.table)) continue
    const left =
      each.how === 'changed' ? each.columns.filter(({ column }) => !columns.has(column)) : each.columns
    if (left.length === 0) continue
    const key = keyFor(each, unstable)
    const copied = [...new Set([...(key ?? []), ...left].map(({ column }) => column))]
    const size = sizeOf(each.table, copied, each.how !== 'changed')
    const why = refusal(each, key, size, mostBytes)
    if (why !== null) {
      notKept.push(...objectsOf(each, left).map((object) => ({ object, why })))
      continue
    }
    if (each.how === 'changed') for (const { column } of left) columns.add(column)
    else whole.add(each.table)
    const name = migrations[each.migration]?.name ?? ''
    kept.push({
      migration: each.migration,
      ...writeKeep(`k${kept.length}`, name, each, left, key ?? []),
      size,
    })
    if (each.hasTriggers && each.how !== 'dropped')
      notKept.push({
        object: keyOf('table', each.table.base),
        why: `what the triggers of ${catalogName(each.table.base)} write elsewhere is not known`,
      })
  }
  return { kept, notKept }
}

/** Where rows have to be found again, their key has to stay what it is. */
export function keyFor(
  { how, keys }: Doomed,
  unstable: ReadonlySet<LiveColumn>,
): Doomed['keys'][number] | null {
  if (how === 'dropped') return keys[0] ?? []
  return keys.find((key) => key.every(({ column }) => !unstable.has(column))) ?? null
}

function refusal(
  { table, start, how, alone, kind, keys }: Doomed,
  key: unknown[] | null,
  { bytes }: KeptSize,
  mostBytes: number,
): string | null {
  const name = catalogName(table.base)
  if (alone) return `its statement commits on its own, so that no copy can be a part of it`
  if (kind === 'foreign') return `${name} is a foreign table: its rows are elsewhere`
  if (kind === 'inherits') return `${name} inherits from another table, which shows its rows as well`
  if (kind === 'inherited') return `tables inherit from ${name}, and their rows may have the same key`
  if ([...start, ...table.base].some((part) => part.includes('.'))) return `the name of ${name} holds a dot`
  if (key === null && keys.length > 0)
    return `the deploy changes the key by which rows of ${name} could be found again`
  if (key === null) return `${name} has no key by which its rows could be found again`
  if (bytes > mostBytes) {
    const of = how === 'changed' ? `its copy of ${name}` : `a copy of ${name}`
    return `${of} would take about ${sizeWords(bytes)}, more than the ${sizeWords(mostBytes)} that the policy allows`
  }
  return null
}

function objectsOf({ table, how }: Doomed, columns: Doomed['columns']): string[] {
  if (how !== 'changed') return [keyOf('table', table.base)]
  return columns.map(({ column }) => keyOf('column', [...table.base, column.base]))
}

/** The copy that is made for it, and how that is put back. */
export function writeKeep(
  id: string,
  migration: string,
  { segment, table, start, how, because }: Doomed,
  columns: Doomed['columns'],
  key: Doomed['keys'][number],
): { order: KeepOrder; step: PutBackStep } {
  const all = [...new Map([...key, ...columns].map((each) => [each.column, each])).values()]
  const ofUser = all.filter(({ type }) => isOfUser(type))
  const order: KeepOrder = {
    id,
    segment,
    table: start.join('.'),
    columns: columns.map((each) => each.start),
    whole: how !== 'changed',
    key: key.map((each) => each.start),
    asText: ofUser.map((each) => each.start),
    because: because.join('; '),
  }
  const step: PutBackStep = {
    keep: id,
    migration,
    table: table.base.join('.'),
    columns: columns.map(({ column }) => column.base),
    key: key.map(({ column }) => column.base),
    how: how === 'dropped' ? 'table' : how === 'emptied' ? 'rows' : 'values',
    casts: Object.fromEntries(ofUser.map(({ column, type }) => [column.base, type])),
  }
  return { order, step }
}
