import type { Constraint, Index, Table } from '../model/model'

/** Why a Prisma schema cannot express an index; null: it can, as far as is known. */
export function hiddenIndex({ predicate, expressions, include }: Index): string | null {
  if (predicate) return 'a partial index'
  if (expressions.length > 0) return 'an index over an expression'
  return include.length > 0 ? 'an index with included columns' : null
}

function hiddenConstraint({ kind }: Constraint): string | null {
  if (kind === 'check') return 'a check'
  return kind === 'exclusion' ? 'an exclusion constraint' : null
}

export interface HiddenObject {
  name: string
  what: string
}

/** What goes silently with a column, although it is about columns as well that stay. `dropped`: all that go. */
export function hiddenWith(table: Table, column: string, dropped: ReadonlySet<string>): HiddenObject[] {
  const stays = (name: string | null) => name !== null && !dropped.has(name) && name !== column
  const indexes = [...table.indexes.values()].filter(
    (index) => index.constraint === null && isAbout(index, column),
  )
  const checks = [...table.constraints.values()].filter(
    ({ kind, columns }) =>
      hiddenConstraint({ kind } as Constraint) !== null && columns.includes(column) && columns.some(stays),
  )
  return [
    ...indexes.flatMap((index) => {
      const what = hiddenIndex(index)
      const others =
        index.columns.some(stays) || (index.expressions.length > 0 && !isAboutOnly(index, table, stays))
      return what && others ? [{ name: index.name, what }] : []
    }),
    ...checks.map((check) => ({ name: check.name, what: hiddenConstraint(check) ?? '' })),
  ]
}

function isAbout({ columns, expressions, predicate, include }: Index, column: string): boolean {
  if (columns.includes(column) || include.includes(column)) return true
  return JSON.stringify([expressions, predicate]).includes(`"sval":${JSON.stringify(column)}`)
}

/** None of its columns stays. */
function isAboutOnly(index: Index, table: Table, stays: (name: string) => boolean): boolean {
  return [...table.columns.keys()].filter(stays).every((name) => !isAbout(index, name))
}
