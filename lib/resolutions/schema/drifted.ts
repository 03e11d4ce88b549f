import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { FailureError, fail } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { driftDefinitions } from '../../domain/resolution-fingerprint'
import { appliedHistory } from '../ledger/applied-history'
import { builds } from '../ledger/shadow-of'
import type { ResolvingPorts, Situation } from '../situation'

export interface Drifted {
  /** What was applied, in order. */
  history: MigrationFile[]
  /** What the history builds. */
  expected: Catalog
  /** From what the history builds to the live schema, without what is ignored. */
  changes: CatalogChange[]
  /** How many differences somebody decided to leave as they are. */
  ignored: CatalogChange[]
  /** Where the history is not known for sure, a sentence each. */
  doubts: string[]
}

const found = new WeakMap<Situation, Promise<Drifted | null>>()

/**
 * How the live schema differs from its applied migrations; null where no migration is applied.
 * @throws FailureError where that cannot be known.
 */
export function driftedFrom(ports: ResolvingPorts, situation: Situation): Promise<Drifted | null> {
  const known = found.get(situation)
  if (known) return known
  const finding = find(ports, situation)
  found.set(situation, finding)
  return finding
}

async function find(ports: ResolvingPorts, situation: Situation): Promise<Drifted | null> {
  const { ledger, statuses, catalog, question } = situation
  if (!ledger.exists || ledger.rows.length === 0) return null
  const failed = statuses.filter((status) => status.state === 'failed').map((status) => status.name)
  if (failed.length > 0)
    throw unclear(`${failed.join(', ')} stopped half-way: what is drift shows once that is resolved.`)
  const { scripts, lost, doubts } = await appliedHistory(situation)
  if (lost.length > 0)
    throw unclear(`Nobody knows what ${lost.map((row) => row.name).join(', ')} did to the schema.`)
  const expected = await builds(ports, situation, scripts)
  if (!expected.ok) throw new FailureError(expected.failure)
  const ignoring = new Map(question.ignored.map(({ key, definitions }) => [key, definitions]))
  const all = catalogDelta(expected.value, catalog)
  const isIgnored = (change: CatalogChange) => ignoring.get(change.key) === driftDefinitions(change)
  return {
    history: scripts.map(({ name, sql, checksum }) => ({ name, sql, checksum })),
    expected: expected.value,
    changes: all.filter((change) => !isIgnored(change)),
    ignored: all.filter(isIgnored),
    doubts,
  }
}

function unclear(why: string): FailureError {
  const failure = fail('history_needs_attention', why)
  if (failure.ok) throw new Error('unreachable')
  return new FailureError(failure.failure)
}

const facts = new WeakMap<Situation, Promise<SchemaFacts>>()

/** Of the live database, read once. */
export function liveFacts(situation: Situation): Promise<SchemaFacts> {
  const known = facts.get(situation)
  if (known) return known
  const reading = readFacts(situation.live)
  facts.set(situation, reading)
  return reading
}
