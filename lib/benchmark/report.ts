import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { Measured } from './measurement'

export interface Report {
  machine: {
    cores: number
    processor: string
    memoryGb: number
    /** Of the last minute, when the report was made. */
    load: number
    system: string
    node: string
    postgres: string
  }
  sizes: Record<string, number>
  results: (Measured & {
    median: number
    medianBaseline: number
    ratio: number
    withinTarget: boolean | null
  })[]
}

export function makeReport(postgres: string, sizes: Record<string, number>, measured: Measured[]): Report {
  const [processor] = cpus()
  return {
    machine: {
      cores: cpus().length,
      processor: processor?.model.trim() ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
      system: `${platform()} ${release()}`,
      node: process.versions.node,
      postgres,
    },
    sizes,
    results: measured.map((each) => {
      // Each round against its own baseline: what else the machine did meanwhile weighs on both.
      const ratio = median(each.values.map((one, round) => one / (each.baselineValues[round] ?? Number.NaN)))
      const withinTarget = each.target === undefined ? null : ratio <= each.target
      return {
        ...each,
        median: median(each.values),
        medianBaseline: median(each.baselineValues),
        ratio,
        withinTarget,
      }
    }),
  }
}

export function printReport({ machine, sizes, results }: Report): void {
  const { cores, processor, memoryGb, load, system, node, postgres } = machine
  console.log(`\n${cores} cores (${processor}), ${memoryGb} GB, load ${load}, ${system}`)
  console.log(`Node.js ${node}, PostgreSQL ${postgres}`)
  console.log(`${Object.entries(sizes).map(counted).join(', ')}\n`)
  const width = Math.max(...results.map(({ name }) => name.length))
  for (const each of results) {
    const { name, unit, baseline, ratio, target } = each
    const aim = target === undefined ? '' : ` (aim ${target})`
    const middle = `${shown(each.median).padStart(8)} ${unit.padEnd(11)} ${ratio.toFixed(2).padStart(7)} ×${aim.padEnd(11)}`
    console.log(`${name.padEnd(width)} ${middle} ${baseline}: ${shown(each.medianBaseline)} ${unit}`)
  }
}

export async function writeReport(file: string, report: Report): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

function counted([what, count]: [string, number]): string {
  return `${count.toLocaleString('en-US')} ${what}`
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
