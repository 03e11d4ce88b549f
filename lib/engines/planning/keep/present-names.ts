import type { PutBackStep } from '../../../domain/kept-data'
import type { LiveTable, Trail } from './trail'

/** What a step's table and columns are called before the reverse gives them their names back; undefined: the same. */
export function presentNames(step: PutBackStep, trail: Trail): PutBackStep['now'] {
  const live = trail.tables.find(({ base }) => base.join('.') === step.table)
  if (!live?.now) return undefined
  const now = {
    table: live.now.join('.'),
    columns: step.columns.map((name) => presentColumn(live, name)),
    key: step.key.map((name) => presentColumn(live, name)),
  }
  const same = (names: string[], others: string[]) => names.every((name, index) => name === others[index])
  return now.table === step.table && same(now.columns, step.columns) && same(now.key, step.key)
    ? undefined
    : now
}

/** A dropped column keeps its name, which is that of what the deploy made in its place, unless an older one took it. */
function presentColumn({ columns }: LiveTable, name: string): string {
  const column = columns.get(name)
  if (!column) return name
  if (column.now !== null) return column.now
  return [...columns.values()].some(({ now }) => now === name) ? '' : name
}
