import { definitionOf, text } from '../../../databases/postgres/definitions/definition'
import { keyNames, keyOf, sqlNames } from '../../../databases/postgres/definitions/names'
import type { Catalog } from '../../../domain/catalog'

/** A foreign key as the catalog has it. Paths: schema, table. */
export interface Reference {
  from: string[]
  columns: string[]
  to: string[]
  onDelete: 'cascade' | 'set' | null
  onUpdate: boolean
}

export function referencesOf(catalog: Catalog): Reference[] {
  return Object.keys(catalog).flatMap((key) => {
    if (!key.startsWith('constraint:')) return []
    const definition = text(definitionOf(catalog, key).definition) ?? ''
    const match = /^FOREIGN KEY \((.*?)\) REFERENCES (.+?)\(.*?\)(.*)$/s.exec(definition)
    if (!match) return []
    const [, columns = '', to = '', rest = ''] = match
    const action = / ON DELETE (CASCADE|SET NULL|SET DEFAULT)/.exec(rest)?.[1]
    return {
      from: keyNames(key).slice(0, 2),
      columns: namesIn(columns),
      to: sqlNames(to.trim()),
      onDelete: action === undefined ? null : action === 'CASCADE' ? ('cascade' as const) : ('set' as const),
      onUpdate: / ON UPDATE (CASCADE|SET NULL|SET DEFAULT)/.test(rest),
    }
  })
}

/**
 * Lists of columns that tell the rows of a table apart, none of them ever NULL: its primary key first. By name as in
 * `catalog`.
 */
export function keysOf(catalog: Catalog, table: string[]): string[][] {
  const prefix = (kind: string) => `${keyOf(kind, table)}.`
  const [constraints, indexes] = [prefix('constraint'), prefix('index')]
  const found: { columns: string[]; primary: boolean }[] = []
  for (const key of Object.keys(catalog)) {
    if (!key.startsWith(constraints) && !key.startsWith(indexes)) continue
    const definition = text(definitionOf(catalog, key).definition) ?? ''
    const match = key.startsWith('index:') ? uniqueIndex.exec(definition) : uniqueConstraint.exec(definition)
    if (!match) continue
    const columns = namesIn(match[1] ?? '')
    const required = columns.every((name) => definitionOf(catalog, keyOf('column', [...table, name])).notNull)
    if (columns.length > 0 && required) found.push({ columns, primary: definition.startsWith('PRIMARY') })
  }
  found.sort((a, b) => Number(b.primary) - Number(a.primary) || a.columns.length - b.columns.length || 0)
  return found.map(({ columns }) => columns)
}

const name = '(?:"(?:[^"]|"")*"|[^"(),]+)[A-Z_a-z ]*'
const names = `(${name}(?:, ${name})*)`
const uniqueConstraint = new RegExp(`^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \\(${names}\\)`)
const uniqueIndex = new RegExp(`^CREATE UNIQUE INDEX .* USING btree \\(${names}\\)(?!.* WHERE )`, 's')

/** `a, "b c", d DESC` → `a`, `b c`, `d`. */
function namesIn(list: string): string[] {
  const parts = list.match(/"(?:[^"]|"")*"|[^", ][^",]*/g) ?? []
  return parts
    .filter((each) => !/^(?:ASC|DESC|NULLS)\b/.test(each))
    .flatMap((each) => {
      if (each.startsWith('"')) return sqlNames(each)
      return each.split(' ')[0] ?? []
    })
}
