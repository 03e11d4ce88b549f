import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, platform, release, totalmem } from 'node:os'
import { dirname } from 'node:path'

export interface Measured {
  name: string
  /** What it is held against, measured in the same rounds. */
  baseline: string
  /** Milliseconds, a round each; the same round of both. */
  ms: number[]
  baselineMs: number[]
}

export interface Report {
  machine: {
    cores: number
    processor: string
    memoryGb: number
    system: string
    node: string
    postgres: string
  }
  sizes: Record<string, number>
  rounds: number
  results: (Measured & { medianMs: number; medianBaselineMs: number; ratio: number })[]
}

export function makeReport(postgres: string, sizes: Record<string, number>, measured: Measured[]): Report {
  const [processor] = cpus()
  return {
    machine: {
      cores: cpus().length,
      processor: processor?.model.trim() ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${release()}`,
      node: process.versions.node,
      postgres,
    },
    sizes,
    rounds: measured[0]?.ms.length ?? 0,
    results: measured.map((each) => ({
      ...each,
      medianMs: median(each.ms),
      medianBaselineMs: median(each.baselineMs),
      // Each round against its own baseline: what else the machine did meanwhile weighs on both.
      ratio: median(each.ms.map((ms, round) => ms / (each.baselineMs[round] ?? Number.NaN))),
    })),
  }
}

export function printReport({ machine, sizes, rounds, results }: Report): void {
  const { cores, processor, memoryGb, system, node, postgres } = machine
  console.log(`\n${cores} cores (${processor}), ${memoryGb} GB, ${system}`)
  console.log(`Node.js ${node}, PostgreSQL ${postgres}`)
  const counted = Object.entries(sizes).map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`)
  console.log(`${counted.join(', ')}; median of ${rounds} rounds\n`)
  const width = Math.max(...results.map(({ name }) => name.length))
  for (const { name, baseline, medianMs, medianBaselineMs, ratio } of results) {
    const times = `${medianMs.toFixed(0).padStart(7)} ms ${ratio.toFixed(2).padStart(7)} ×`
    console.log(`${name.padEnd(width)} ${times}  ${baseline} (${medianBaselineMs.toFixed(0)} ms)`)
  }
}

export async function writeReport(file: string, report: Report): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
