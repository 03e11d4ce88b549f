import { seedEnvironment } from '../runner/testing/seed'
import { deploy } from './actions'
import { prismaDeploy } from './prisma-deploy'
import type { Fault } from './round'
import { ended } from './wait'

/** Two Headgates, or one that is asked twice: every migration is applied once, by one of them. */
export const twoDeploys: Fault = {
  name: 'two deploys at once',
  actions: ['deploy'],
  rounds: 20,
  async arrange({ prepared }) {
    prepared.places = prepared.places.map((place) => ({
      ...place,
      states: [...place.states, 'failed', 'succeeded'],
      requestStates: ['deployed', 'open', 'failed'],
    }))
    return undefined
  },
  async strike(struck) {
    const { stage, installation, random, planned, directUrl, prepared, another, alsoRuns, control, runId } =
      struck
    const same = random.chance(0.4)
    const environment = same
      ? prepared.environment
      : await seedEnvironment(installation.context, directUrl, { lockTimeoutMs: 500 })
    await another()
    const second = await deploy(installation, environment, planned)
    alsoRuns.push(second.runId)
    const states = [(await ended(control, runId)).state, (await ended(control, second.runId)).state]
    if (states.filter((state) => state === 'succeeded').length !== 1)
      struck.wrong.push(`They ended as ${states}.`)
    return `${same ? 'in one environment' : 'in two environments'} of ${stage.target.kind}: ${states}`
  },
}

/** A pipeline that knows nothing of Headgate. */
export const prismaBeside: Fault = {
  name: 'a deploy of Prisma at once',
  actions: ['deploy'],
  rounds: 20,
  traits: [
    ['schema', 'data'],
    ['data', 'data', 'schema'],
    ['drop', 'data'],
  ],
  async arrange({ prepared }) {
    prepared.places = prepared.places.map((place) => ({
      ...place,
      states: [...place.states, 'failed'],
      requestStates: ['deployed', 'open'],
    }))
    return undefined
  },
  async strike(struck) {
    const { scenario } = struck.planned
    const applied = await prismaDeploy(struck.directUrl, [scenario.base, ...scenario.migrations])
    const { state } = await ended(struck.control, struck.runId)
    const all = scenario.migrations.length
    if (applied !== 0 && applied !== all)
      struck.wrong.push(`Prisma slipped in and applied ${applied} of ${all}.`)
    if ((applied === 0) !== (state === 'succeeded'))
      struck.wrong.push(`Prisma applied ${applied}, and the run is ${state}.`)
    if (applied > 0) struck.alsoRuns.push('prisma')
    return `Prisma applied ${applied}`
  },
}
