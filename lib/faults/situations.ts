import { execFile } from 'node:child_process'
import { mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { seedEnvironment } from '../runner/testing/seed'
import { deploy } from './actions'
import { ask } from './ask'
import { snapshotFolder } from './gather'
import { digestsOf, schemaAt } from './places'
import { prismaDeploy } from './prisma-deploy'
import type { Arranged, Fault, Struck } from './round'
import { file } from './scenario'
import { ended } from './wait'

const run = promisify(execFile)

/** Somebody's session that stays open. */
async function somebody(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'somebody' })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** What must not begin leaves the database as it is, and its request open. */
function staysBefore({ prepared }: Arranged): void {
  prepared.places = prepared.places
    .slice(0, 1)
    .map((place) => ({ ...place, states: ['failed'], requestStates: ['open'] }))
}

const lockNeverGranted: Fault = {
  name: 'a lock never granted',
  actions: ['deploy'],
  rounds: 10,
  policy: { lockTimeoutMs: 150, lockRetries: 1 },
  traits: [['data', 'schema'], ['schema', 'concurrently'], ['drop'], ['commit_inside', 'schema']],
  async arrange({ directUrl, planned, random }) {
    const holder = await somebody(directUrl)
    const tables = planned.scenario.tables.map(({ name }) => name).join(', ')
    const mode = random.pick(['ACCESS SHARE', 'ROW EXCLUSIVE', 'EXCLUSIVE'])
    await holder.query(`BEGIN; LOCK TABLE ${tables} IN ${mode} MODE`)
    return () => holder.end()
  },
  async strike({ control, runId, wrong }) {
    const { state } = await ended(control, runId)
    const { said } = await control.facts(runId)
    const steps = JSON.stringify(await control.steps(runId))
    if (state !== 'succeeded' && !/somebody/.test(said + steps)) wrong.push(`Nobody is named: ${said}`)
    return 'somebody held every table of the base'
  },
}

const deadlock: Fault = {
  name: 'a deadlock',
  actions: ['deploy'],
  rounds: 10,
  policy: { lockTimeoutMs: 4_000, lockRetries: 3 },
  traits: [['two_tables'], ['data', 'two_tables']],
  async strike({ directUrl, planned, control, runId }) {
    const [first, second] = planned.scenario.tables
    const other = await somebody(directUrl)
    try {
      await other.query(`SET lock_timeout = '3s'; BEGIN; LOCK TABLE ${second?.name} IN ACCESS EXCLUSIVE MODE`)
      await other.query(`LOCK TABLE ${first?.name} IN ACCESS EXCLUSIVE MODE`)
      return 'somebody won it, or came too late'
    } catch (error) {
      return `somebody lost it (${(error as { code?: string }).code})`
    } finally {
      await other.end().catch(() => {})
      await ended(control, runId)
    }
  },
}

/** Two Headgates, or one that is asked twice: every migration is applied once, by one of them. */
const twoDeploys: Fault = {
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

const prismaBeside: Fault = {
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

const editedAfterwards: Fault = {
  name: 'a migration edited after approval',
  actions: ['deploy'],
  rounds: 6,
  async arrange(arranged) {
    const { installation, planned, prepared, random } = arranged
    const { scenario } = planned
    const at = random.int(0, scenario.migrations.length - 1)
    const files = random.chance(0.5)
    prepared.seed = async () => {
      const migrations = scenario.migrations.map((one, index) =>
        index === at ? file(one.name, `${one.sql}\n-- one word more`) : one,
      )
      if (files) {
        const edited = { ...planned, scenario: { ...scenario, migrations } }
        prepared.deployed = await deploy(installation, prepared.environment, edited)
        return prepared.deployed.runId
      }
      // The plan itself, under the fingerprint that was approved: another is written than was asked about.
      const edited = structuredClone(planned.plan)
      const statement = edited.migrations[at]?.statements.at(-1)
      if (statement) statement.text = `${statement.text} /* one word more */`
      const plan = Object.assign(structuredClone(planned.plan), { toJSON: () => edited })
      prepared.deployed = await deploy(installation, prepared.environment, { ...planned, plan })
      return prepared.deployed.runId
    }
    staysBefore(arranged)
    return undefined
  },
  async strike({ control, runId }) {
    await ended(control, runId)
    return 'other bytes than those that were approved'
  },
}

const alteredByHand: Fault = {
  name: 'the schema altered by hand',
  actions: ['deploy'],
  rounds: 6,
  async arrange(arranged) {
    const { directUrl, planned, random, prepared } = arranged
    const { name } = random.pick(planned.scenario.tables)
    const change = random.pick([
      `ALTER TABLE ${name} ADD COLUMN by_hand integer`,
      `CREATE INDEX by_hand ON ${name} (id, n)`,
      'CREATE TABLE by_hand (id integer)',
      `ALTER TABLE ${name} ALTER COLUMN label DROP NOT NULL`,
    ])
    await ask(directUrl, change)
    const [schema, digests] = [await schemaAt(directUrl), await digestsOf(directUrl)]
    staysBefore(arranged)
    prepared.places = prepared.places.map((place) => ({ ...place, schema, digests }))
    return undefined
  },
  async strike({ control, runId }) {
    await ended(control, runId)
    return 'somebody changed the schema'
  },
}

const corruptedSnapshot: Fault = {
  name: 'a corrupted snapshot',
  actions: ['restore'],
  rounds: 12,
  dump: true,
  async arrange({ installation, prepared, random }) {
    const folder = snapshotFolder(installation)
    const names = (await readdir(folder, { recursive: true })).sort()
    const files: { path: string; size: number }[] = []
    for (const name of names) {
      const path = join(folder, name)
      const found = await stat(path)
      if (found.isFile() && found.size > 0 && !/owner\.json|manifest/.test(name))
        files.push({ path, size: found.size })
    }
    const { path, size } = random.pick(files)
    if (random.chance(0.3)) await truncate(path, random.int(0, size - 1))
    else await flipBit(path, random.int(0, size - 1), random.int(0, 7))
    prepared.places = prepared.places
      .slice(0, 1)
      .map((place) => ({ ...place, states: ['failed'], requestStates: ['deployed'] }))
    await installation.context.db.snapshot.updateMany({ data: { note: 'damaged' } })
    return undefined
  },
  async strike({ control, runId, installation }) {
    await ended(control, runId)
    // It is known to be damaged: that it does not restore is what was asked for.
    await installation.context.db.snapshot.deleteMany({ where: { note: 'damaged' } })
    return 'one bit, or the end of one file'
  },
}

async function flipBit(path: string, at: number, bit: number): Promise<void> {
  const handle = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, at)
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ (1 << bit)]), 0, 1, at)
  await handle.close()
}

const diskFull: Fault = {
  name: 'disk full in a snapshot',
  actions: ['snapshot'],
  rounds: 8,
  dump: true,
  async arrange({ installation, random }) {
    const folder = snapshotFolder(installation)
    await mkdir(folder, { recursive: true })
    const size = random.pick(['8k', '64k', '128k', '200k'])
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    return async () => {
      const left = (await readdir(folder)).filter((name) => name.endsWith('.partial'))
      await run('umount', [folder])
      await rm(folder, { recursive: true, force: true })
      if (left.length > 0) throw new Error(`Left in the folder: ${left.join(', ')}`)
    }
  },
  async strike({ control, runId, installation, wrong }) {
    const { state } = await ended(control, runId)
    const verified = await installation.context.db.snapshot.count({ where: { runId, state: 'verified' } })
    if (state !== 'succeeded' && verified > 0) wrong.push('A snapshot that did not fit is called verified.')
    // What fitted after all goes with the disk.
    await installation.context.db.snapshot.deleteMany({ where: { runId } })
    return 'a disk too small'
  },
}

const hours = 3_600_000

const clocksDisagree: Fault = {
  name: 'clocks that disagree',
  actions: ['deploy', 'deploy', 'rollback', 'kept', 'restore', 'snapshot'],
  rounds: 20,
  wishes: { clockShiftMs: 6 * hours },
  async strike({ runner, another, random }: Struck) {
    const second = await another({ clockShiftMs: -8 * hours })
    if (random.chance(0.4) || !second.alive()) return 'two runners, 14 hours apart'
    await runner.kill()
    return 'two runners, 14 hours apart, and one was killed'
  },
}

/** Packets vanish without a word, for longer than anybody waits. */
const blackHole: Fault = {
  name: 'half-open connection',
  actions: ['deploy', 'rollback'],
  rounds: 6,
  proxy: true,
  policy: { idleInTransactionTimeoutMs: 2_000 },
  async strike({ proxy, random }) {
    const ms = random.int(5_000, 20_000)
    proxy?.cut({ how: 'black_hole', ms })
    proxy?.heal()
    return `nothing passes for ${ms} ms, new connections are well`
  },
}

export const situations: Fault[] = [
  lockNeverGranted,
  deadlock,
  twoDeploys,
  prismaBeside,
  editedAfterwards,
  alteredByHand,
  corruptedSnapshot,
  diskFull,
  clocksDisagree,
  blackHole,
]
