import type { Trouble } from '../../domain/resolution'
import { inOrder } from '../ledger/draft-resolution'
import { count } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { baselineWay } from './baseline-way'
import { liveFacts } from './drifted'
import { placesInHistory } from './places-in-history'

/**
 * A database that holds tables, and no ledger that says where they come from. An empty one is no trouble: deploying
 * creates its ledger.
 */
export async function explainUnmanaged(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  const { ledger, empty, catalog, question } = situation
  if (empty || ledger.rows.length > 0) return []
  const tables = Object.keys(catalog).filter((key) => key.startsWith('table:')).length
  const facts = await liveFacts(situation)
  const said = ledger.exists ? 'its ledger is empty' : 'Prisma has never touched it'
  const trouble: Trouble = {
    kind: 'unmanaged',
    migration: null,
    what: `The database holds ${count(tables, 'table')}, and ${said}: every deploy would begin with the first migration, and fail.`,
    details: facts.beyond.map((what) => `Outside of what is compared here: ${what}.`),
    ways: [],
  }
  if (question.revision.migrations.length === 0) {
    return [{ ...trouble, ways: [await baselineWay(ports, situation)] }]
  }
  const { ways, details } = await placesInHistory(ports, situation)
  return [{ ...trouble, details: [...details, ...trouble.details], ways: inOrder(ways) }]
}
