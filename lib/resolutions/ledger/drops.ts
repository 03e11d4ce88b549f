import type { CatalogChange } from '../../domain/catalog'
import { parseCatalogKey } from '../../domain/catalog-key'

/** What stands on tables and columns, and so has to go before the engine's SQL drops those. */
const first = ['matview', 'view', 'trigger', 'policy', 'rule', 'function', 'procedure', 'aggregate']
const later = [
  'statistics',
  'constraint',
  'index',
  'sequence',
  'domain',
  'composite',
  'enum',
  'range',
  'collation',
  'schema',
  'extension',
]

/** DROP statements for what a script has added and Prisma's engine does not know. `added`: from before to after. */
export function dropsBefore(added: CatalogChange[]): string[] {
  return drops(
    added.filter(({ before }) => before === null),
    first,
  )
}

/** DROP statements for what is there and should not be. `changes`: from what is there to what should be. */
export function dropsOf(changes: CatalogChange[]): string[] {
  return drops(
    changes.filter(({ after }) => after === null),
    [...first, ...later],
  )
}

function drops(changes: CatalogChange[], kinds: string[]): string[] {
  const keys = changes.map(({ key }) => ({ key, ...parseCatalogKey(key) }))
  return kinds.flatMap((kind) =>
    keys.filter((each) => each.kind === kind).map(({ path }) => drop(kind, path)),
  )
}

function drop(kind: string, path: string[]): string {
  const [schema = '', second = '', third = ''] = path
  if (kind === 'schema' || kind === 'extension')
    return `DROP ${kind.toUpperCase()} IF EXISTS ${quote(schema)}`
  if (kind === 'trigger' || kind === 'policy' || kind === 'rule') {
    return `DROP ${kind.toUpperCase()} IF EXISTS ${quote(third)} ON ${name(schema, second)}`
  }
  if (kind === 'constraint')
    return `ALTER TABLE ${name(schema, second)} DROP CONSTRAINT IF EXISTS ${quote(third)}`
  if (kind === 'index' || kind === 'statistics') {
    return `DROP ${kind.toUpperCase()} IF EXISTS ${name(schema, third)}`
  }
  if (kind === 'function' || kind === 'procedure' || kind === 'aggregate') {
    const at = second.indexOf('(')
    return `DROP ${kind.toUpperCase()} IF EXISTS ${name(schema, second.slice(0, at))}${second.slice(at)}`
  }
  const words: Record<string, string> = {
    matview: 'MATERIALIZED VIEW',
    composite: 'TYPE',
    enum: 'TYPE',
    range: 'TYPE',
  }
  return `DROP ${words[kind] ?? kind.toUpperCase()} IF EXISTS ${name(schema, second)}`
}

function name(schema: string, object: string): string {
  return `${quote(schema)}.${quote(object)}`
}

function quote(part: string): string {
  return `"${part.replaceAll('"', '""')}"`
}
