export interface CatalogKey {
  /** `table`, `column`, `constraint`… For a comment: `comment`, and `of` is the key of what it is about. */
  kind: string
  /** Schema first, unquoted: `['public', 'orders', 'note']`. A function's last part carries its arguments. */
  path: string[]
  of?: CatalogKey
}

/** Takes a catalog key apart: `column:public.orders.note`. */
export function parseCatalogKey(key: string): CatalogKey {
  const colon = key.indexOf(':')
  const kind = key.slice(0, colon)
  const rest = key.slice(colon + 1)
  if (kind === 'comment') {
    const of = parseCatalogKey(rest)
    return { kind, path: of.path, of }
  }
  const end = kind === 'grant' ? rest.lastIndexOf(' to ') : argumentsAt(rest)
  const names = rest.slice(0, end).match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  const path = names.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
  const tail = rest.slice(end)
  if (tail) path.push((path.pop() ?? '') + tail)
  return { kind, path }
}

/** The key's name as people say it: without the schema `public`. */
export function catalogName(path: string[]): string {
  return (path.length > 1 && path[0] === 'public' ? path.slice(1) : path).join('.')
}

/** The `table:` key of the table that an object is part of, or null. */
export function tableKeyOf(key: string): string | null {
  const { kind, path, of } = parseCatalogKey(key)
  if (of) return of.kind === 'table' ? tableKey(of.path) : tableKeyOf(key.slice('comment:'.length))
  if (kind === 'grant') return tableKey([path[0] ?? '', (path[1] ?? '').replace(/ to .*$/s, '')])
  return partsOfTables.has(kind) ? tableKey(path) : null
}

const partsOfTables = new Set(['column', 'constraint', 'index', 'statistics', 'trigger', 'policy', 'rule'])

function tableKey([schema = '', table = '']: string[]): string {
  return `table:${quoted(schema)}.${quoted(table)}`
}

function quoted(name: string): string {
  return /[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

/** Where a function's argument list begins, or the end. A parenthesis within quotes does not count. */
function argumentsAt(rest: string): number {
  const match = /^(?:"(?:[^"]|"")*"|[^"(])*\(/.exec(rest)
  return match && rest.endsWith(')') ? match[0].length - 1 : rest.length
}
