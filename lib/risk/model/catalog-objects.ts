import type { Catalog } from '../../domain/catalog'

/** An object of a catalog, with what its definition may hold, whatever its kind. */
export interface CatalogObject {
  kind: string
  /** Unquoted; of a column: schema, table, column. Without a function's arguments. */
  parts: string[]
  definition: CatalogDefinition
}

interface CatalogDefinition {
  definition?: string
  kind?: 'partitioned' | 'foreign'
  type?: string
  notNull?: boolean
  default?: string
  generated?: string
  virtual?: boolean
  identity?: 'always' | 'by default'
  collation?: string
  unlogged?: boolean
  rowSecurity?: boolean
  replicaIdentity?: string
  partitionKey?: string
  partitionBound?: string
  inherits?: string[]
  notValidated?: boolean
  invalid?: boolean
  enabled?: string
  ownedBy?: string
  labels?: string[]
  constraints?: Record<string, string>
  using?: string
  check?: string
}

const kinds = new Set(
  `schema extension table column constraint index enum domain composite range sequence view matview function procedure
  aggregate trigger policy rule`.split(/\s+/),
)

/** By kind, those that a model is made of. What is not JSON is left out. */
export function objectsOf(catalog: Catalog): Map<string, CatalogObject[]> {
  const objects = new Map<string, CatalogObject[]>()
  for (const [key, text] of Object.entries(catalog)) {
    const colon = key.indexOf(':')
    const kind = key.slice(0, colon)
    if (!kinds.has(kind)) continue
    const isRoutine = kind === 'function' || kind === 'procedure' || kind === 'aggregate'
    const name = key.slice(colon + 1)
    const parts = isRoutine ? partsOfRoutine(name) : partsOfKey(name)
    const group = objects.get(kind)
    const each = { kind, parts, definition: parsed(text) }
    if (group) group.push(each)
    else objects.set(kind, [each])
  }
  return objects
}

function parsed(text: string): CatalogDefinition {
  try {
    return JSON.parse(text) as CatalogDefinition
  } catch {
    return {}
  }
}

/** Parts are quoted only where dots or quotes are in them. */
function partsOfKey(key: string): string[] {
  if (!key.includes('"')) return key.split('.')
  return (key.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map(unquoted)
}

function partsOfRoutine(key: string): string[] {
  const [first = '', second = ''] = key.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  const name = second.startsWith('"') ? second : (second.split('(', 1)[0] ?? '')
  return [unquoted(first), unquoted(name)]
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part
}

export function quoted(parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}
