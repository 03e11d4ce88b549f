import type { AnalysedStatement, Analysis } from '../../domain/analysis'
import type { Work } from '../../domain/finding'
import type { LiveRisk, Prediction, TableFacts } from '../../domain/live-risk'
import { sizeWords } from '../../domain/size-words'

type ScanRate = NonNullable<LiveRisk['scanRate']>

/** Where nothing is large enough to be measured: a slow disk, and memory. */
const assumed = { low: 50_000_000, high: 500_000_000 }

/**
 * How much longer than reading a table once, least and most, measured on a table of 400 MB: validating took 1 to 1.3
 * times one process's scan, an index 0.9 (a key in order) to 3.3 (long texts out of order), and a rewrite without its
 * indexes 4 to 10.
 */
const factors = {
  scan: { least: 0.7, most: 2 },
  'index build': { least: 0.8, most: 6 },
  rewrite: { least: 2.5, most: 12 },
}

/** A range of seconds for each statement that holds others up while it works through tables that are in use. */
export function predict(
  analysis: Analysis,
  tables: readonly TableFacts[],
  scanRate: ScanRate | null,
): Prediction[] {
  const facts = new Map(tables.map((table) => [table.name, table]))
  return analysis.migrations.flatMap((migration) =>
    migration.statements.flatMap((statement) => {
      if (statement.blocks === 'nothing') return []
      const prediction = predictOne(statement, facts, scanRate)
      return prediction ? [{ migration: migration.name, statement: statement.index, ...prediction }] : []
    }),
  )
}

function predictOne(
  { work }: Pick<AnalysedStatement, 'work'>,
  facts: ReadonlyMap<string, TableFacts>,
  scanRate: ScanRate | null,
): Omit<Prediction, 'migration' | 'statement'> | null {
  const rate = scanRate ?? assumed
  const rewritten = new Set(work.filter(({ cost }) => cost === 'rewrite').map(({ table }) => table))
  let low = 0
  let high = 0
  const read = new Map<string, number>()
  for (const part of work) {
    const table = facts.get(part.table)
    // A rewrite brings the table's other indexes along.
    if (part.fresh || !table || (part.cost === 'index build' && rewritten.has(part.table))) continue
    const [least, most] = passes(part, table)
    low += (table.heapBytes / rate.high) * least
    high += (table.heapBytes / rate.low) * most
    read.set(part.table, table.heapBytes)
  }
  if (read.size === 0) return null
  const bytes = [...read.values()].reduce((sum, each) => sum + each, 0)
  return {
    tables: [...read.keys()],
    bytes,
    lowSeconds: low,
    highSeconds: high,
    because: because(bytes, scanRate),
  }
}

function passes({ cost }: Work, { indexes }: TableFacts): [least: number, most: number] {
  const { least, most } = factors[cost]
  if (cost !== 'rewrite') return [least, most]
  const index = factors['index build']
  return [least + indexes * index.least, most + indexes * index.most]
}

function because(bytes: number, rate: ScanRate | null): string {
  const size = sizeWords(bytes)
  if (!rate) return `works through ${size}; nothing here is large enough to measure how fast that goes`
  return `works through ${size}; this database reads ${sizeWords(rate.low)} to ${sizeWords(rate.high)} a second, measured on ${rate.measuredOn}`
}

/** Bytes that stand beside the old ones until the deploy commits. */
export function neededDisk(analysis: Analysis, tables: readonly TableFacts[]): number {
  const facts = new Map(tables.map((table) => [table.name, table]))
  const counted = new Set<string>()
  let bytes = 0
  for (const { statements } of analysis.migrations) {
    for (const part of statements.flatMap(({ work }) => work)) {
      const table = facts.get(part.table)
      const key = `${part.cost}:${part.table}:${part.index ?? ''}`
      if (!table || part.fresh || part.cost === 'scan' || counted.has(key)) continue
      counted.add(key)
      bytes += part.cost === 'rewrite' ? table.heapBytes + table.indexBytes : table.heapBytes / 3
    }
  }
  return Math.round(bytes)
}
