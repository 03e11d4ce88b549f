import { ownedSequence } from '../../../databases/postgres/definitions/columns'
import { definitionOf, text } from '../../../databases/postgres/definitions/definition'
import { keyNames, keyOf, literal, qualified, quoted } from '../../../databases/postgres/definitions/names'
import type { Catalog } from '../../../domain/catalog'
import type { PutBackStep } from '../../../domain/kept-data'

/**
 * For numbered columns that come back to tables with rows: `fill` gives a number to rows that have no kept one, and
 * `goOn` has their sequence go on above all of them.
 */
export function sequencesBack(
  base: Catalog,
  reached: Catalog,
  steps: PutBackStep[],
): { fill: string[]; goOn: string[] } {
  const fill: string[] = []
  const goOn: string[] = []
  for (const { table, how, columns } of steps) {
    for (const name of columns) {
      const key = keyOf('column', [...table.split('.'), name])
      const column = definitionOf(base, key)
      const sequence = ownedSequence(base, key)
      const counts = column.identity !== undefined || /^nextval\(/.test(text(column.default) ?? '')
      if (!counts || sequence === null || Object.hasOwn(reached, key)) continue
      const [place, value] = [qualified(table.split('.')), quoted(name)]
      const down = String(definitionOf(base, sequence).increment).startsWith('-')
      const farthest = `${down ? 'min' : 'max'}(${value})`
      if (how === 'values' && column.notNull)
        fill.push(
          `UPDATE ${place} AS t SET ${value} = n.number FROM (SELECT ctid AS place, (SELECT coalesce(${farthest}, 0) FROM ${place}) ${down ? '-' : '+'} row_number() OVER () AS number FROM ${place} WHERE ${value} IS NULL) AS n WHERE t.ctid = n.place`,
        )
      const named = literal(qualified(keyNames(sequence)))
      goOn.push(
        `SELECT pg_catalog.setval(${named}::regclass, ${down ? 'least' : 'greatest'}(s.last_value, t.farthest), s.is_called OR t.farthest IS NOT NULL) FROM ${qualified(keyNames(sequence))} AS s, (SELECT ${farthest} AS farthest FROM ${place}) AS t`,
      )
    }
  }
  return { fill, goOn }
}
