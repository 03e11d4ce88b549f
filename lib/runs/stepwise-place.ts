import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { parseCatalogKey } from '../domain/catalog-key'
import type { PlannedMigration } from '../domain/plan'
import type { Statement } from '../domain/statement'

/** What the journal says of a statement that ran by itself, in no transaction. */
export type Began = 'no' | 'failed' | 'unknown'

/** How far a migration that was stopped half-way came. */
export interface StoppedPlace {
  /** Segments that are done. */
  done: number
  /** What is known of the one after those. `doubt`: only somebody who looks at the data can tell. */
  next: 'not_run' | 'doubt' | 'end'
  /** Catalog keys of the indexes that a stopped build left, and that stand in the way of building again. */
  left: string[]
  /** The schema is, but for `left`, exactly at that place. */
  known: boolean
  /** Whether it is where it would be had the doubtful one run. */
  knownAfter: boolean
}

interface Stopped {
  migration: PlannedMigration
  /** Fingerprints of the schema before and after it. */
  before: string
  after: string
  /** As many segments the ledger's row counts as done: written along with each, in its own transaction. */
  marked: number
  live: Catalog
  /** What is known of the statements of segment `index`. */
  began: (index: number) => Began
}

/**
 * Tells how far a migration came. A segment in a transaction is done exactly where the ledger counts it. One outside is
 * counted after it: in between, the schema tells, where the segment moves it; where not, it is repeated if that changes
 * nothing, and else it is in doubt. Pure.
 */
export function placeOf({ migration, before, after, marked, live, began }: Stopped): StoppedPlace {
  const { segments, statements } = migration
  const links = linksOf(migration, before, after)
  const segment = segments[marked]
  const fingerprint = catalogFingerprint(live)
  const at = (done: number) => links[done] === fingerprint
  const place = (
    done: number,
    next: StoppedPlace['next'],
    more: Partial<StoppedPlace> = {},
  ): StoppedPlace => ({
    done,
    next: done >= segments.length ? 'end' : next,
    left: [],
    known: at(done),
    knownAfter: at(done + 1),
    ...more,
  })
  const statement = statements[segment?.statements[0] ?? -1]
  const state = segment && !segment.transaction ? began(marked) : 'no'
  if (!statement || state === 'no') return place(marked, 'not_run')
  if (isScript(statement)) return place(marked, 'doubt')

  const moves = links[marked] !== links[marked + 1]
  if (moves && at(marked + 1)) return place(marked + 1, 'not_run')
  const left = leftBy(statement, live, (fp) => fp === links[marked])
  if (left) return place(marked, 'not_run', { left, known: true })
  const dropped = /^\s*drop\s/i.test(statement.text)
  if (dropped && leftBy(statement, live, (fp) => fp === links[marked + 1]))
    return place(marked, 'not_run', { known: true })
  if (!at(marked) && state === 'unknown') return place(marked, 'doubt')
  return place(marked, moves || state === 'failed' || isRepeatable(statement) ? 'not_run' : 'doubt')
}

/** Fingerprints before the first segment and after each; as long as is known. */
function linksOf({ links, segments }: PlannedMigration, before: string, after: string): string[] {
  if (links) return [before, ...links]
  return segments.length <= 1 ? [before, after] : [before]
}

/** It may have committed a part of what it does, whatever its outcome was. */
export function isScript(statement: Statement | undefined): boolean {
  if (!statement) return false
  const { node } = statement
  return node === null || node === 'DoStmt' || node === 'CallStmt'
}

/** Running it once more changes nothing. */
function isRepeatable({ node, text }: Statement): boolean {
  if (/\bif\s+(not\s+)?exists\b/i.test(text)) return true
  return ['VacuumStmt', 'ReindexStmt', 'ClusterStmt', 'AlterSystemStmt', 'DiscardStmt'].includes(node ?? '')
}

/** The invalid indexes without which the schema is the one that is looked for; null: there are none such. */
function leftBy(
  statement: Statement,
  live: Catalog,
  isIt: (fingerprint: string) => boolean,
): string[] | null {
  const invalid = Object.keys(live).filter((key) => key.startsWith('index:') && isInvalid(live[key] ?? ''))
  const named = invalid.filter((key) => namesIndex(statement.text, parseCatalogKey(key).path.at(-1) ?? ''))
  for (const keys of [named, invalid]) {
    if (keys.length > 0 && isIt(catalogFingerprint(without(live, keys)))) return keys
  }
  return null
}

export function without(catalog: Catalog, keys: string[]): Catalog {
  const gone = new Set(keys.flatMap((key) => [key, `comment:${key}`]))
  return Object.fromEntries(Object.entries(catalog).filter(([key]) => !gone.has(key)))
}

function isInvalid(definition: string): boolean {
  return (JSON.parse(definition) as { invalid?: boolean }).invalid === true
}

/** Whether a statement about an index names it. */
export function namesIndex(text: string, name: string): boolean {
  const head = /^\s*(?:drop|reindex)\s/i.test(text) ? text : text.slice(0, text.search(/\bon\b/i) >>> 0)
  return head.toLowerCase().includes(name.toLowerCase().replace(/_ccnew\d*$/, ''))
}
