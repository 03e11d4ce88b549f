import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { roundSeed } from './random'
import { type Fault, playRound, type RoundReport } from './round'
import { runnersOf } from './runners'
import { debianInstalled, type ServerKind } from './server'
import { situations } from './situations'
import { type Stage, stageOf } from './stage'
import { controlAway, cutConnection, killBackend, killHeadgate, killPostmaster } from './strikes'

/** In the order of the table. */
export const faults: Fault[] = [
  killHeadgate,
  killBackend,
  killPostmaster,
  cutConnection,
  controlAway,
  ...situations,
]

export interface SuiteOrder {
  seed: number
  /** Of each fault; some need fewer. */
  rounds: number
  /** Parts of names; empty: all. */
  only: string[]
  /** Faults to leave out, by their whole names. */
  without?: string[]
  servers: ServerKind[]
  /** Different scenarios. */
  variety: number
  /** Rows that a table has at most. */
  rows: number
  told(report: RoundReport, round: number): void
}

/** Plays all rounds, one after the other, on servers that are thrown away. */
export async function playSuite(order: SuiteOrder): Promise<RoundReport[]> {
  const log = join(process.cwd(), '.build', 'faults.log')
  mkdirSync(join(process.cwd(), '.build'), { recursive: true })
  const runners = runnersOf(log)
  const stages = new Map<ServerKind, Promise<Stage>>()
  const kinds = order.servers.filter((kind) => kind !== 'debian' || debianInstalled)
  const stageFor = (kind: ServerKind) => {
    const stage = stages.get(kind) ?? stageOf(kind, order)
    stages.set(kind, stage)
    return stage
  }
  const wanted = (name: string) =>
    !order.without?.includes(name) &&
    (order.only.length === 0 || order.only.some((part) => name.includes(part)))
  const reports: RoundReport[] = []
  try {
    for (const fault of faults.filter(({ name }) => wanted(name))) {
      if (fault.possible === false || (fault.dump && !kinds.includes('debian'))) continue
      for (let round = 0; round < Math.min(order.rounds, fault.rounds ?? order.rounds); round += 1) {
        const seed = roundSeed(order.seed, round)
        const stage = await stageFor(fault.dump ? 'debian' : (kinds[seed % kinds.length] ?? 'embedded'))
        const report = await playRound({ stage, runners, fault, seed, variety: order.variety })
        order.told(report, round)
        reports.push(report)
      }
    }
  } finally {
    await runners.close()
    for (const stage of stages.values()) await stage.then((one) => one.close()).catch(() => {})
  }
  return reports
}
