import { createHash } from 'node:crypto'
import { collectGarbage } from './collect-garbage'
import { appliedDatabase, planningPorts, planOf, schemaOf } from './environment'
import { generatedHistory } from './generated-history'
import type { Measurement } from './measurement'

/** Every so many plans are of a migration that was never planned before. */
const newEvery = 10
const applied = 10

/** What one process holds after many plans, held against what it held after the first hundred. */
export const measurePlans: Measurement = {
  name: 'plans',
  async measure({ adminUrl, full, size }) {
    const count = full ? 1_000 : 300
    size('plans in one process', count)
    const history = generatedHistory(applied)
    const url = await appliedDatabase(adminUrl, 'plans', history)
    const ports = planningPorts(adminUrl)
    const schema = await schemaOf(ports, url)
    let early = { heap: 0, rss: 0 }
    for (let plan = 1; plan <= count; plan += 1) {
      const sql = `ALTER TABLE "orders_0" ADD COLUMN "pending_${Math.floor(plan / newEvery)}" TEXT;\n`
      const checksum = createHash('sha256').update(sql).digest('hex')
      await planOf(ports, url, [...history, { name: '20990101000000_pending', sql, checksum }], schema)
      if (plan === 100) early = await settledMemory(ports.shadows)
    }
    const late = await settledMemory(ports.shadows)
    const row = (what: string, value: number, baseline: number, target?: number) => ({
      name: `${what} after ${count.toLocaleString('en-US')} plans`,
      unit: 'MB' as const,
      values: [value / 1e6],
      baseline: 'after 100 plans',
      baselineValues: [baseline / 1e6],
      ...(target && { target }),
    })
    return [row('Heap', late.heap, early.heap, 1.25), row('Resident memory', late.rss, early.rss)]
  },
}

async function settledMemory(shadows: { settled(): Promise<void> }) {
  await shadows.settled()
  return await collectGarbage()
}
