import { catalogDelta } from '../../domain/catalog-delta'
import type { MigrationFile } from '../../domain/migration'
import type { ResolvingPorts, Situation } from '../situation'
import { builds } from './shadow-of'
import { changesWords, failureWords } from './words'

/** An order of migrations, and what it is called in a sentence: `these first, then those`. */
export interface Order {
  words: string
  migrations: MigrationFile[]
}

export interface TriedOrders {
  /** `unknown`: neither could be tried. */
  outcome: 'same' | 'different' | 'first fails' | 'second fails' | 'unknown'
  /** What was seen, a sentence. */
  words: string
}

/** Builds the same migrations in two orders, each on an empty database, and compares the schemas. */
export async function tryOrders(
  ports: ResolvingPorts,
  situation: Situation,
  first: Order,
  second: Order,
): Promise<TriedOrders> {
  const build = ({ migrations }: Order) => builds(ports, situation, migrations)
  const a = await build(first)
  const b = await build(second)
  if (!a.ok && !b.ok) {
    const words = `Neither order could be tried. ${failureWords(a.failure)}`
    return { outcome: 'unknown', words }
  }
  if (!a.ok)
    return { outcome: 'first fails', words: `Tried ${first.words}, it fails. ${failureWords(a.failure)}` }
  if (!b.ok)
    return { outcome: 'second fails', words: `Tried ${second.words}, it fails. ${failureWords(b.failure)}` }
  const differences = catalogDelta(b.value, a.value)
  if (differences.length === 0) {
    return {
      outcome: 'same',
      words: `Tried both ways: ${first.words}; and ${second.words}. Both build the same schema.`,
    }
  }
  const words = `Tried both ways: ${first.words}; and ${second.words}. The schemas differ; against the second way, the first has: ${changesWords(differences)}.`
  return { outcome: 'different', words }
}
