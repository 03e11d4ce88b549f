import { keyOf, qualified, quoted } from '../../../databases/postgres/definitions/names'
import type { Catalog } from '../../../domain/catalog'
import type { LiveTable, Trail } from './trail'

/**
 * The statements that give tables and columns their names of before the plan back, so that their rows stay in them:
 * what the plan made in the place of those names goes first. Empty where nothing was renamed.
 */
export function namesBack(trail: Trail, end: Catalog): string[] {
  // What drifted lives in the database alone, and not where this is tried.
  const there = trail.tables.filter(({ now }) => now !== null && Object.hasOwn(end, keyOf('table', now)))
  const moved = there.filter(({ now, base }) => now !== null && !same(now, base))
  return [...tablesBack(trail, moved, end), ...there.flatMap((table) => columnsBack(table, end))]
}

function tablesBack(trail: Trail, moved: LiveTable[], end: Catalog): string[] {
  const away: string[] = []
  const back: string[] = []
  moved.forEach((table, index) => {
    const [schema = '', name = ''] = table.now ?? []
    const [, wanted = ''] = table.base
    const occupant = trail.at(table.base)
    if (!occupant && Object.hasOwn(end, keyOf('table', table.base)))
      away.push(`DROP TABLE ${qualified(table.base)} CASCADE`)
    // Two that changed places need a third.
    const aside = occupant ? `${wanted.slice(0, 40)}_comes_back_${index}` : null
    if (aside) away.push(`ALTER TABLE ${qualified([schema, name])} RENAME TO ${quoted(aside)}`)
    back.push(`ALTER TABLE ${qualified([schema, aside ?? name])} RENAME TO ${quoted(wanted)}`)
  })
  return [...away, ...back]
}

function columnsBack(table: LiveTable, end: Catalog): string[] {
  if (!table.now) return []
  const columns = [...table.columns.values()]
  const away: string[] = []
  const back: string[] = []
  const name = qualified(table.base)
  for (const [index, column] of columns.entries()) {
    if (column.now === null || column.now === column.base) continue
    const occupied = columns.some(({ now }) => now === column.base)
    if (!occupied && Object.hasOwn(end, keyOf('column', [...table.now, column.base])))
      away.push(`ALTER TABLE ${name} DROP COLUMN ${quoted(column.base)} CASCADE`)
    const aside = occupied ? `${column.base.slice(0, 40)}_comes_back_${index}` : null
    if (aside) away.push(`ALTER TABLE ${name} RENAME COLUMN ${quoted(column.now)} TO ${quoted(aside)}`)
    back.push(`ALTER TABLE ${name} RENAME COLUMN ${quoted(aside ?? column.now)} TO ${quoted(column.base)}`)
  }
  return [...away, ...back]
}

function same(one: string[], other: string[]): boolean {
  return one.every((part, index) => part === other[index])
}
