import { definitionOf, text } from '../../../databases/postgres/definitions/definition'
import { keyOf, qualified, quoted } from '../../../databases/postgres/definitions/names'
import type { Catalog } from '../../../domain/catalog'
import type { PutBackStep } from '../../../domain/kept-data'
import { always } from './lossless'
import { tableKey } from './place'
import type { Trail } from './trail'

/**
 * Drops what the plan made under the names of what it dropped, and columns whose values of now may not be what they
 * were again: names are those of before the plan, `reached` is the schema with these names.
 */
export function makeRoom(trail: Trail, base: Catalog, reached: Catalog, steps: PutBackStep[]): string[] {
  const statements = new Set<string>()
  for (const { table: name, how, columns } of steps) {
    const path = name.split('.')
    const table = trail.tables.find((each) => each.base.join('.') === name)
    if (!table || !Object.hasOwn(reached, tableKey(name))) continue
    if (table.now === null) {
      statements.add(`DROP TABLE ${qualified(path)} CASCADE`)
      continue
    }
    for (const column of how === 'values' ? columns : []) {
      const key = keyOf('column', [...path, column])
      if (!Object.hasOwn(reached, key)) continue
      const type = (catalog: Catalog) => text(definitionOf(catalog, key).type) ?? ''
      const another = table.columns.get(column)?.now === null
      if (another || !always(type(reached), type(base)))
        statements.add(`ALTER TABLE ${qualified(path)} DROP COLUMN ${quoted(column)} CASCADE`)
    }
  }
  return [...statements]
}
