import type { Database, Session } from '../../../databases/database'
import type { KeepCost, KeepRefusal } from '../../../domain/kept-data'
import type { LiveRisk } from '../../../domain/live-risk'
import type { Loss } from '../../../domain/plan'
import { sizeWords } from '../../../domain/size-words'
import type { Kept } from './orders'

/** Where nothing is large enough to be measured: a slow disk, and memory. */
const assumed = { low: 50_000_000, high: 500_000_000 }

/** How much longer than reading once: the table is read, and the copy is written, which is logged. */
const factors = { read: { least: 0.7, most: 2 }, write: { least: 1, most: 8 } }

/** What the copies take while their tables are locked. `measured`: how fast this database reads; null: asked for here. */
export async function keepCosts(
  database: Database,
  live: Session,
  kept: readonly Kept[],
  measured: LiveRisk['scanRate'],
): Promise<KeepCost[]> {
  if (kept.length === 0) return []
  const tables = [...new Set(kept.map(({ step }) => step.table))]
  const rate = measured ?? (await database.look.scanRate(live, tables))
  const { low, high } = rate ?? assumed
  return kept.map(({ order, size: { rows, bytes, readBytes } }) => ({
    id: order.id,
    rows,
    bytes,
    lowSeconds: (readBytes * factors.read.least + bytes * factors.write.least) / high,
    highSeconds: (readBytes * factors.read.most + bytes * factors.write.most) / low,
    because: `copies about ${sizeWords(bytes)} of ${sizeWords(readBytes)}; ${
      rate
        ? `this database reads ${sizeWords(low)} to ${sizeWords(high)} a second, measured on ${rate.measuredOn}`
        : 'nothing here is large enough to measure how fast that goes'
    }`,
  }))
}

/** Losses of a deploy that its kept data does not make good: whatever is destroyed is kept, or named as not kept. */
export function staysLost(losses: readonly Loss[], notKept: readonly KeepRefusal[]): Loss[] {
  const told = new Set<KeepRefusal>()
  const stay = losses.flatMap((loss) => {
    if (loss.count === 0) return []
    const refusals = notKept.filter(({ object }) => concerns(object, loss.object))
    for (const refusal of refusals) told.add(refusal)
    const [first] = refusals
    return first ? [{ ...loss, why: first.why }] : []
  })
  const others = notKept
    .filter((refusal) => !told.has(refusal))
    .map(({ object, why }) => ({ object, what: 'Not kept', count: null, of: null, exact: false, why }))
  return [...stay, ...others]
}

function concerns(refused: string, lost: string): boolean {
  if (refused === lost) return true
  return lost.startsWith('table:') && refused.startsWith(`column:${lost.slice('table:'.length)}.`)
}
