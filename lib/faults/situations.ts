import pg from 'pg'
import { deploy } from './actions'
import { ask } from './ask'
import { prismaBeside, twoDeploys } from './competing-deploys'
import { corruptedSnapshot, diskFull } from './failing-disks'
import { digestsOf, schemaAt } from './places'
import type { Arranged, Fault, Struck } from './round'
import { file } from './scenario'
import { ended } from './wait'

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
