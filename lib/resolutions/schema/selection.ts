import type { CatalogChange } from '../../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../../domain/catalog-key'

/** The chosen changes with what cannot be told apart from them: a table's parts, an object's comment. Null: all. */
export function selected(changes: CatalogChange[], keys: string[] | null): CatalogChange[] {
  if (keys === null) return changes
  const chosen = new Set(keys)
  const whole = new Set(changes.filter(isWhole).map(({ key }) => key))
  // A part of a table that comes or goes cannot do so alone.
  for (const key of keys) {
    const table = tableKeyOf(key) ?? ownerOf(changes.find((change) => change.key === key))
    if (table !== null && whole.has(table)) chosen.add(table)
  }
  return changes.filter((change) => {
    const { key } = change
    if (chosen.has(key)) return true
    const table = tableKeyOf(key) ?? ownerOf(change)
    if (table !== null && chosen.has(table) && whole.has(table)) return true
    return parseCatalogKey(key).kind === 'comment' && chosen.has(key.slice('comment:'.length))
  })
}

function isWhole({ key, before, after }: CatalogChange): boolean {
  return key.startsWith('table:') && (before === null || after === null)
}

/** The table of the column that a sequence belongs to. */
function ownerOf(change: CatalogChange | undefined): string | null {
  if (!change?.key.startsWith('sequence:')) return null
  const { ownedBy } = JSON.parse(change.after ?? change.before ?? '{}') as { ownedBy?: string }
  if (!ownedBy) return null
  const names = ownedBy.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  const plain = names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
  const part = (name = '') => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)
  return `table:${part(plain[0])}.${part(plain[1])}`
}
