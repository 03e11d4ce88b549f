import type { Catalog, CatalogChange } from '../../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../../domain/catalog-key'

/** Foreign keys that come with `changes` and whose columns no index begins with: deleting what they point at reads the whole table. */
export function unindexedForeignKeys(changes: CatalogChange[], after: Catalog): string[] {
  const indexes = indexedColumns(after)
  return changes.flatMap(({ key, before, after: added }) => {
    if (before !== null || added === null || !key.startsWith('constraint:')) return []
    const { definition } = JSON.parse(added) as { definition: string }
    const list = /^FOREIGN KEY \(((?:"(?:[^"]|"")*"|[^)"])*)\)/.exec(definition)?.[1]
    const table = tableKeyOf(key)
    if (list === undefined || table === null) return []
    const columns = names(list)
    const covered = (indexes.get(table) ?? []).some((index) =>
      columns.every((column) => index.slice(0, columns.length).includes(column)),
    )
    if (covered) return []
    const [schema = '', name = '', constraint = ''] = parseCatalogKey(key).path
    const relation = schema === 'public' ? quoted(name) : `${quoted(schema)}.${quoted(name)}`
    const index = quoted(`${name}_${columns.join('_')}_idx`.slice(0, 63))
    const sql = `CREATE INDEX ${index} ON ${relation}(${columns.map(quoted).join(', ')});`
    return [
      `The foreign key ${constraint} has no index: each delete or update of a key that it points at reads all of ${name}. @@index([${columns.join(', ')}]) in the schema makes one, or: ${sql}`,
    ]
  })
}

/** Table key → the columns that its indexes begin with. Partial ones and expressions do not count. */
function indexedColumns(catalog: Catalog): Map<string, string[][]> {
  const found = new Map<string, string[][]>()
  for (const [key, text] of Object.entries(catalog)) {
    if (!/^(index|constraint):/.test(key)) continue
    const { definition } = JSON.parse(text) as { definition: string }
    const list =
      /^CREATE (?:UNIQUE )?INDEX .*? USING \w+ \(((?:"(?:[^"]|"")*"|[^()"])*)\)(?! WHERE)/s.exec(
        definition,
      )?.[1] ??
      /^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \(((?:"(?:[^"]|"")*"|[^)"])*)\)/.exec(definition)?.[1]
    const table = tableKeyOf(key)
    if (list === undefined || table === null || / WHERE /.test(definition)) continue
    found.set(table, [...(found.get(table) ?? []), names(list)])
  }
  return found
}

/** Column names of a list, without orders and operator classes. */
function names(list: string): string[] {
  return (list.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? []).map((part) => {
    const name = part.trim()
    const quotedName = /^"((?:[^"]|"")*)"/.exec(name)?.[1]
    return quotedName === undefined ? (name.split(' ')[0] ?? '') : quotedName.replaceAll('""', '"')
  })
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
