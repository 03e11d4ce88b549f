import { rm } from 'node:fs/promises'
import type { Policy } from '../domain/policy'
import { type Action, type ActionName, actions, type Prepared } from './actions'
import { type Control, controlAt } from './control'
import { databasesOf, snapshotFolder } from './gather'
import { goOn } from './go-on'
import { type Violation, violationsOf } from './invariants'
import { factsOf } from './look'
import { drawMoment, momentWords, reach } from './moment'
import { digestsOf } from './places'
import { waitingPrisma } from './prisma-deploy'
import { type FaultProxy, proxyTo } from './proxy'
import { type Random, randomOf } from './random'
import type { RunnerWishes } from './runner-process'
import type { RunnerProcess, Runners } from './runners'
import type { MigrationTrait } from './scenario'
import type { Installation, Planned, Stage } from './stage'
import { countRunning, ended } from './wait'

/** What a fault can reach in a round. */
export interface Struck {
  stage: Stage
  installation: Installation
  random: Random
  runId: string
  /** Name of the target. */
  database: string
  runner: RunnerProcess
  /** Null: the run connects directly. */
  proxy: FaultProxy | null
  /** A further runner of the same installation, which takes over. */
  another(wishes?: Partial<RunnerWishes>): Promise<RunnerProcess>
  prepared: Prepared
  planned: Planned
  directUrl: string
  control: Control
  /** Runs of the same plan beside it. */
  alsoRuns: string[]
  /** What speaks against Headgate besides the invariants. */
  wrong: string[]
}

/** What a fault can arrange before the run is asked for: other states to be found, another way to ask. */
export type Arranged = Omit<Struck, 'runId' | 'runner'>

/** One kind of fault, as it comes in the middle of something. */
export interface Fault {
  name: string
  actions: ActionName[]
  /** Between Headgate and its target there is a proxy. */
  proxy?: boolean
  /** The control database may be on the target's own server. */
  together?: boolean
  policy?: Partial<Policy>
  /** How often at most, where it needs no luck. */
  rounds?: number
  /** Of the migrations; left out, any. */
  traits?: MigrationTrait[][]
  /** Client programs of the server's age are needed. */
  dump?: boolean
  /** False: not on this machine, or not with these rights. */
  possible?: boolean
  /** Of the first runner. */
  wishes?: Partial<RunnerWishes>
  /** Resolves to what puts it away again, if something has to. */
  arrange?(arranged: Arranged): Promise<(() => Promise<void>) | undefined>
  /** In words, what it was this time. */
  strike(struck: Struck): Promise<string>
}

export interface RoundOrder {
  stage: Stage
  runners: Runners
  fault: Fault
  seed: number
  /** How many different scenarios there are. */
  variety: number
}

export interface RoundReport {
  fault: string
  seed: number
  action: string
  moment: string
  what: string
  /** How the run ended. */
  state: string
  violations: Violation[]
  ms: number
}

/** One round: something begins, the fault comes, Headgate recovers, and everything is looked at. Never throws. */
export async function playRound(order: RoundOrder): Promise<RoundReport> {
  const from = Date.now()
  const random = randomOf(order.seed ^ nameHash(order.fault.name))
  const action = actions[random.pick(order.fault.actions)]
  const told = { moment: '', what: '', state: '' }
  const violations = await play(order, random, action, told).catch((error: unknown) => [
    {
      invariant: 'the round comes to its end',
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
    },
  ])
  return {
    fault: order.fault.name,
    seed: order.seed,
    action: action.name,
    ...told,
    violations,
    ms: Date.now() - from,
  }
}

/** So that not every fault comes to the same scenario at the same moment. */
function nameHash(name: string): number {
  return [...name].reduce((hash, letter) => Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0), 7)
}

async function play(
  { stage, runners, fault, variety }: RoundOrder,
  random: Random,
  action: Action,
  told: { moment: string; what: string; state: string },
): Promise<Violation[]> {
  const installation = fault.together && random.chance(0.5) ? stage.together : stage.apart
  const planned = await plannedFor(stage, random, variety, action, traitsOf(fault, action, random))
  const database = await stage.create(planned.template)
  const databases = await databasesOf(stage.target.url)
  const directUrl = stage.target.urlOf(database)
  const proxy = fault.proxy ? await proxyTo(stage.target.port) : null
  const control = controlAt(installation.url)
  const started: RunnerProcess[] = []
  const another = async (wishes?: Partial<RunnerWishes>) => {
    const runner = await runners.take(installation, wishes)
    started.push(runner)
    runner.begin()
    return runner
  }
  const calm = async (runId: string) => {
    const { state } = await ended(control, runId)
    if (state !== 'succeeded')
      throw new Error(`Without any fault the run is ${state}: ${(await control.facts(runId)).said}`)
  }
  const position = stage.target.logPosition()
  let putAway: (() => Promise<void>) | undefined
  try {
    const runner = await another(fault.wishes)
    const prepared = await action.prepare({
      ...{ stage, installation, planned, directUrl, calm },
      url: proxy ? proxy.through(directUrl) : directUrl,
      policy: { lockTimeoutMs: 500, ...fault.policy },
    })
    const arranged: Arranged = {
      ...{ stage, installation, random, database, proxy, another, prepared, planned, directUrl, control },
      ...{ alsoRuns: [], wrong: [] },
    }
    putAway = await fault.arrange?.(arranged)
    const before = await digestsOf(directUrl)
    const prisma = random.chance(0.4)
      ? waitingPrisma(
          directUrl,
          planned.plan.migrations.map(({ name }) => name),
        )
      : null
    const moment = drawMoment(random, action.name, action.lastsMs + planned.plan.migrations.length * 60)
    told.moment = momentWords(moment)
    const runId = await prepared.seed()
    const counted = countRunning(control, prepared.environment.environmentId)
    const seen = await reach(control, runId, moment)
    const run = await control.run(runId)
    told.what = await fault.strike({ ...arranged, runId, runner })
    told.state = (await ended(control, runId)).state
    await putAway?.()
    putAway = undefined
    const looks = prisma ? await prisma.stop() : []
    const mostAtOnce = await counted.stop()
    const facts = await factsOf({
      ...{ stage, installation, planned, prepared, control, database, directUrl, databases, before },
      runIds: [runId, ...arranged.alsoRuns],
      sent: stage.target.logSince(position),
    })
    Object.assign(facts, {
      prisma: looks,
      mostAtOnce,
      acknowledged: seen
        .filter(({ kind, state }) => kind === 'migration' && state === 'done')
        .map(({ title }) => title),
      ended: run.endedAt === null ? null : run.state,
    })
    const violations = [
      ...violationsOf(facts),
      ...arranged.wrong.map((what) => ({ invariant: 'the fault is told', what })),
    ]
    if (violations.length > 0 || action.name !== 'deploy' || fault.arrange) return violations
    if (!started.some((one) => one.alive())) await another()
    proxy?.heal()
    facts.roundTrip = await goOn({ installation, planned, prepared, control, directUrl, facts, random })
    return violationsOf(facts)
  } finally {
    await putAway?.().catch(() => {})
    for (const runner of started) await runner.kill()
    await control.close()
    await proxy?.close()
    await stage.drop(database)
    await dropSnapshots(installation, stage, databases)
  }
}

function traitsOf(fault: Fault, action: Action, random: Random): MigrationTrait[] | undefined {
  const choice = fault.traits ?? action.traits
  return choice && random.pick(choice)
}

async function plannedFor(
  stage: Stage,
  random: Random,
  variety: number,
  action: Action,
  traits?: MigrationTrait[],
): Promise<Planned> {
  const first = random.int(1, variety)
  // Not every scenario has a reverse that works; beyond the variety there are always others.
  for (let tries = 0; tries < variety + 20; tries += 1) {
    const seed = tries < variety ? 1 + ((first - 1 + tries) % variety) : tries + 1
    const planned = await stage.planned(seed, traits)
    if (action.name !== 'rollback' || planned.reversed) return planned
  }
  throw new Error('No scenario has a reverse that works.')
}

/** Those that were taken in this round, and its environments: the next round finds nothing of it. */
async function dropSnapshots(installation: Installation, stage: Stage, before: string[]): Promise<void> {
  const { context } = installation
  const now = await databasesOf(stage.target.url).catch(() => [])
  for (const name of now.filter(
    (found) => found.startsWith('headgate_snapshot_') && !before.includes(found),
  )) {
    await stage.drop(name).catch(() => {})
  }
  await context.db.environment.deleteMany({}).catch(() => {})
  await rm(snapshotFolder(installation), { recursive: true, force: true })
}
