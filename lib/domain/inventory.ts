import type { Catalog } from './catalog'
import { catalogName, parseCatalogKey } from './catalog-key'

export interface InventoryItem {
  key: string
  /** `table`, `index`, `policy`… as in catalog keys. */
  kind: string
  /** Without the schema `public`. */
  name: string
  /** Whether a Prisma schema can say all of it. */
  expressible: boolean
  /** What it cannot say of it; null where it can say all. */
  why: string | null
}

/** What a schema holds, object by object, and whether a Prisma schema can express it. Parts of comments are left out. */
export function inventory(catalog: Catalog): InventoryItem[] {
  return Object.keys(catalog)
    .filter((key) => !/^(schema|sequence):/.test(key) || hiddenReason(key, catalog) !== null)
    .map((key) => {
      const { kind, path } = parseCatalogKey(key)
      const why = hiddenReason(key, catalog)
      return { key, kind, name: catalogName(path), expressible: why === null, why }
    })
}

/** What a Prisma schema cannot express. */
export function hiddenObjects(catalog: Catalog): InventoryItem[] {
  return inventory(catalog).filter((item) => !item.expressible)
}

/** Why a Prisma schema cannot express an object of a catalog; null: it can. */
export function hiddenReason(key: string, catalog: Catalog): string | null {
  const definition = JSON.parse(catalog[key] ?? '{}') as Record<string, unknown>
  const { kind } = parseCatalogKey(key)
  const judge = judges[kind]
  if (judge) return judge(definition, key, catalog)
  return kind === 'schema' || kind === 'enum' ? null : (words[kind] ?? `a ${kind}`)
}

type Judge = (definition: Record<string, unknown>, key: string, catalog: Catalog) => string | null

const words: Record<string, string> = {
  extension: 'an extension',
  domain: 'a domain',
  composite: 'a composite type',
  range: 'a range type',
  collation: 'a collation',
  view: 'a view',
  matview: 'a materialized view',
  function: 'a function',
  procedure: 'a procedure',
  aggregate: 'an aggregate',
  trigger: 'a trigger',
  policy: 'a policy of row security',
  rule: 'a rule',
  grant: 'rights',
  statistics: 'extended statistics',
  comment: 'a comment',
  columncomment: 'a comment',
}

const judges: Record<string, Judge> = {
  table: (table) => named(table, tableTraits),
  column: (column) => named(column, columnTraits),
  constraint: ({ definition, notValidated }) => constraintReason(String(definition), notValidated === true),
  index: ({ definition, clustered, invalid }) =>
    indexReason(String(definition)) ??
    (invalid ? 'an invalid index' : clustered ? 'a clustered index' : null),
  sequence: ({ ownedBy }) => (ownedBy === undefined ? 'a sequence of its own' : null),
}

const tableTraits: Record<string, string> = {
  kind: 'a partitioned or foreign table',
  partitionBound: 'a partition',
  inherits: 'inheritance',
  unlogged: 'an unlogged table',
  rowSecurity: 'row security',
  forceRowSecurity: 'row security',
  replicaIdentity: 'a replica identity',
  options: 'storage options',
  accessMethod: 'an access method',
  ofType: 'a table of a type',
}

const columnTraits: Record<string, string> = {
  generated: 'a generated column',
  identity: 'an identity column',
  collation: 'a collation',
  storage: 'a kind of storage',
  compression: 'compression',
  statistics: 'a statistics target',
  options: 'column options',
}

function named(definition: Record<string, unknown>, traits: Record<string, string>): string | null {
  const found = Object.keys(traits).find((trait) => definition[trait] !== undefined)
  return found === undefined ? null : (traits[found] ?? null)
}

function constraintReason(definition: string, notValidated: boolean): string | null {
  if (definition.startsWith('CHECK')) return 'a check'
  if (definition.startsWith('EXCLUDE')) return 'an exclusion constraint'
  if (notValidated) return 'a constraint that is not validated'
  if (/\bDEFERRABLE\b/.test(definition)) return 'a deferrable constraint'
  if (/^(UNIQUE|PRIMARY KEY).*\) INCLUDE \(/s.test(definition)) return 'included columns'
  if (/^UNIQUE NULLS NOT DISTINCT/.test(definition)) return 'nulls that are not distinct'
  return /\bMATCH FULL\b/.test(definition) ? 'MATCH FULL' : null
}

function indexReason(definition: string): string | null {
  const at = definition.indexOf(' USING ')
  const open = definition.indexOf('(', at)
  const close = closing(definition, open)
  const columns = definition.slice(open + 1, close)
  const rest = definition.slice(close + 1)
  if (/ WHERE /.test(rest)) return 'a partial index'
  if (/\(/.test(columns.replace(/"(?:[^"]|"")*"/g, ''))) return 'an index over an expression'
  if (/ INCLUDE /.test(rest)) return 'included columns'
  if (/ NULLS NOT DISTINCT/.test(rest)) return 'nulls that are not distinct'
  if (/ NULLS (FIRST|LAST)/.test(columns) || / COLLATE /.test(columns)) return 'an order of its own'
  return / WITH /.test(rest) ? 'storage options' : null
}

/** Position of the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0
  let quote = ''
  for (let at = open; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (quote) {
      if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '(') depth += 1
    else if (sign === ')') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return text.length
}
