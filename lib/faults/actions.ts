import { planFingerprint } from '../domain/plan-fingerprint'
import type { Policy } from '../domain/policy'
import { keptFingerprint, reverseFingerprint } from '../domain/reverse-fingerprint'
import type { SnapshotMethodName } from '../domain/snapshot'
import {
  type SeededEnvironment,
  type SeededRun,
  seedDeploy,
  seedEnvironment,
  seedRollback,
} from '../runner/testing/seed'
import { ask } from './ask'
import type { Facts } from './facts'
import { digestsOf, type Place, schemaAt } from './places'
import type { MigrationTrait } from './scenario'
import type { Installation, Planned, Stage } from './stage'

export type ActionName = 'deploy' | 'rollback' | 'kept' | 'restore' | 'snapshot'

/** What Headgate is at when a fault comes. */
export interface Action {
  name: ActionName
  /** Of the migrations; left out, any. */
  traits?: MigrationTrait[][]
  /** Milliseconds that it takes, about. */
  lastsMs: number
  /** Puts everything in place. `calm` executes a run without any fault. */
  prepare(round: Preparing): Promise<Prepared>
}

export interface Preparing {
  stage: Stage
  installation: Installation
  planned: Planned
  /** Of the target, without anything in between. */
  directUrl: string
  /** As Headgate knows it. */
  url: string
  policy: Partial<Policy>
  calm(runId: string): Promise<void>
}

export interface Prepared {
  environment: SeededEnvironment
  places: Facts['places']
  /** The deploy that it is about, for what comes after. */
  deployed: SeededRun | null
  /** Asks for the run; a fault may ask otherwise. */
  seed(): Promise<string>
}

const neverDone = ['failed', 'cancelled']

export const actions: Record<ActionName, Action> = {
  deploy: {
    name: 'deploy',
    lastsMs: 900,
    async prepare({ installation, planned, url, policy }) {
      const environment = await seedEnvironment(installation.context, url, policy)
      const prepared: Prepared = {
        environment,
        deployed: null,
        places: deployPlaces(planned.places, planned.plan.migrations.length),
        async seed() {
          prepared.deployed = await deploy(installation, environment, planned)
          return prepared.deployed.runId
        },
      }
      return prepared
    },
  },
  rollback: {
    name: 'rollback',
    lastsMs: 500,
    async prepare(round) {
      const { installation, planned } = round
      const { environment, deployed } = await deployCalmly(round)
      const [last, back] = [planned.places.at(-1), planned.reversed]
      if (!last || !back) throw new Error('There is no reverse to be tried.')
      return {
        environment,
        deployed,
        places: backPlaces(last, back),
        seed: () =>
          seedRollback(installation.context, deployed, {
            kind: 'rollback',
            way: 'reverse',
            deployRunId: deployed.runId,
            planFingerprint: planFingerprint(planned.plan),
            reverseFingerprint: reverseFingerprint(planned.plan.reverse),
          }),
      }
    },
  },
  kept: {
    name: 'kept',
    traits: [['drop'], ['schema', 'drop'], ['drop', 'schema']],
    lastsMs: 600,
    async prepare(round) {
      const { installation, planned } = round
      const { environment, deployed } = await deployCalmly(round)
      const [first, last] = [planned.places[0], planned.places.at(-1)]
      if (!first || !last) throw new Error('The plan was not walked.')
      return {
        environment,
        deployed,
        places: backPlaces(last, { ...first, name: 'taken back with what was kept' }),
        seed: () => takeBackKept(installation, deployed, planned),
      }
    },
  },
  restore: {
    name: 'restore',
    lastsMs: 1_500,
    async prepare(round) {
      const { installation, planned, directUrl, stage } = round
      const environment = await seedEnvironment(installation.context, round.url, round.policy)
      await round.calm(await snapshot(installation, environment, methodOn(stage)))
      const taken = await installation.context.db.snapshot.findFirstOrThrow({
        where: { environmentId: environment.environmentId, state: 'verified' },
      })
      const deployed = await deploy(installation, environment, planned)
      await round.calm(deployed.runId)
      await ask(directUrl, 'CREATE TABLE since (id int); INSERT INTO since SELECT generate_series(1, 20)')
      const [first, last] = [planned.places[0], planned.places.at(-1)]
      if (!first || !last) throw new Error('The plan was not walked.')
      // One table more than the plan led to.
      const now = { ...last, schema: await schemaAt(directUrl), digests: await digestsOf(directUrl) }
      return {
        environment,
        deployed,
        places: backPlaces(now, { ...first, name: 'restored' }),
        seed: () =>
          seedRollback(installation.context, deployed, {
            ...{ kind: 'rollback', way: 'restore' },
            ...{ deployRunId: deployed.runId, snapshotId: taken.id },
          }),
      }
    },
  },
  snapshot: {
    name: 'snapshot',
    lastsMs: 900,
    async prepare({ installation, planned, url, policy, stage }) {
      const environment = await seedEnvironment(installation.context, url, policy)
      const [first] = planned.places
      if (!first) throw new Error('The plan was not walked.')
      return {
        environment,
        deployed: null,
        places: [{ ...first, states: ['succeeded', ...neverDone], requestStates: [null] }],
        seed: () => snapshot(installation, environment, methodOn(stage)),
      }
    },
  },
}

/** The way back that puts back what the deploy kept. */
export async function takeBackKept(
  { context }: Installation,
  deployed: SeededRun,
  { plan }: Planned,
): Promise<string> {
  if (!plan.keptReverse) throw new Error('The plan keeps nothing.')
  return seedRollback(context, deployed, {
    ...{ kind: 'rollback', way: 'kept', deployRunId: deployed.runId, changedSince: 'leave' },
    ...{ planFingerprint: planFingerprint(plan), reverseFingerprint: keptFingerprint(plan.keptReverse) },
  })
}

/** A dump needs client programs of the server's age. */
export function methodOn(stage: Stage): SnapshotMethodName {
  return stage.target.kind === 'debian' ? 'dump' : 'clone'
}

export function deployPlaces(places: Place[], count: number): Facts['places'] {
  return places.map((place) => {
    if (place.open !== null) return { ...place, states: [...neverDone, 'unknown'], requestStates: ['failed'] }
    if (place.applied.length === count)
      return { ...place, states: ['succeeded'], requestStates: ['deployed'] }
    return { ...place, states: neverDone, requestStates: [place.applied.length === 0 ? 'open' : 'failed'] }
  })
}

function backPlaces(from: Place, to: Place): Facts['places'] {
  return [
    { ...from, states: neverDone, requestStates: ['deployed'] },
    { ...to, applied: [], states: ['succeeded'], requestStates: ['rolled_back'] },
  ]
}

export async function deploy(
  installation: Installation,
  environment: SeededEnvironment,
  { scenario, plan, evidence }: Pick<Planned, 'scenario' | 'plan' | 'evidence'>,
): Promise<SeededRun> {
  const files = [scenario.base, ...scenario.migrations]
  return seedDeploy(installation.context, environment, plan, files, { evidence })
}

async function deployCalmly(round: Preparing) {
  const environment = await seedEnvironment(round.installation.context, round.url, round.policy)
  const deployed = await deploy(round.installation, environment, round.planned)
  await round.calm(deployed.runId)
  return { environment, deployed }
}

export async function snapshot(
  { context }: Installation,
  { environmentId, userId }: SeededEnvironment,
  method: SnapshotMethodName,
): Promise<string> {
  const run = await context.db.run.create({
    data: { kind: 'snapshot', environmentId, requestedById: userId, input: { kind: 'snapshot', method } },
  })
  return run.id
}
