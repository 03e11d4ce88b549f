import type { ResolutionKind, Trouble, Way } from '../domain/resolution'
import { impossible, inOrder } from './ledger/draft-resolution'
import type { Situation } from './situation'

/** These read the live schema, and would take what a failed script left there for their own. */
const readLive: ResolutionKind[] = ['recover_file', 'adopt_drift']

/** A way out as it is while a migration stands failed: none, where it would take what that left for something else. */
export function beforeFailed({ ledger }: Situation, way: Way): Way {
  const failed = ledger.rows.find((row) => row.finishedAt === null && row.rolledBackAt === null)
  if (!failed || way.resolution === null || !readLive.includes(way.kind)) return way
  return impossible(way.kind, way.title, [
    `${failed.name} failed, and what it left would be taken for a part of this: resolve that first.`,
  ])
}

export function troubleBeforeFailed(situation: Situation, trouble: Trouble): Trouble {
  const ways = trouble.ways.map((way) => beforeFailed(situation, way))
  return ways.every((way, index) => way === trouble.ways[index])
    ? trouble
    : { ...trouble, ways: inOrder(ways) }
}
