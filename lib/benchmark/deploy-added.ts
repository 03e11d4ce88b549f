import { createHash } from 'node:crypto'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { defaultPolicies } from '../domain/policy'
import { executeDeploy } from '../runs/execute-deploy'
import { memoryJournal } from '../runs/testing/memory-journal'
import { connected, sendStatements } from './baselines'
import { appliedDatabase, planningPorts, planOf } from './environment'
import { type Measured, type Measurement, timed } from './measurement'

const tables = 300
const second = 1_000

/** Where the time of a deploy goes, in milliseconds. */
interface Parts {
  preflight: number
  migration: number
  verify: number
}

/**
 * What a deploy adds to the bare SQL of one small migration in a large schema: connecting, locks, guards, ledger, the
 * fingerprints before and after, and the comparison at the end. Its journal is in memory.
 */
export const measureDeployAdded: Measurement = {
  name: 'deploy-added',
  async measure({ adminUrl, rounds, size }) {
    const base = file('000_base', Array.from({ length: tables }, (_, index) => tableOf(index)).join('\n'))
    const small = file('001_small', 'ALTER TABLE item_7 ADD COLUMN added integer;')
    const template = await appliedDatabase(adminUrl, 'added_template', [base])
    const plan = await planOf(planningPorts(adminUrl), template, [base, small])
    size('tables in the schema of one small deploy', tables)

    const added: number[] = []
    const bare: number[] = []
    const parts: Parts[] = []
    for (let round = 0; round < rounds; round += 1) {
      const [one, other] = [`added_bare_${round}`, `added_deploy_${round}`]
      for (const name of [one, other])
        await connected(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE added_template`))
      const sent = await timed(() => sendStatements(postgres.withDatabase(adminUrl, one), plan.migrations))
      const found: Parts = { preflight: 0, migration: 0, verify: 0 }
      const url = postgres.withDatabase(adminUrl, other)
      const whole = await timed(() => deployInParts(url, plan, [base, small], found))
      bare.push(sent)
      added.push(whole - sent)
      parts.push(found)
      for (const name of [one, other])
        await connected(adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
    }
    const name = `Added by a deploy, ${tables} tables`
    const row = (what: string, values: number[], baseline: string, baselineValues: number[]): Measured => ({
      ...{ name: what, unit: 'ms', values, baseline, baselineValues },
    })
    return [
      {
        ...row(
          name,
          added,
          'one second',
          added.map(() => second),
        ),
        target: 1,
      },
      row(name, added, 'node-postgres, the bare SQL, connecting included', bare),
      row(
        '… until the base is known',
        parts.map(({ preflight }) => preflight),
        'all that is added',
        added,
      ),
      row(
        '… with the migration and its ledger',
        parts.map(({ migration }) => migration),
        'all that is added',
        added,
      ),
      row(
        '… to compare at the end',
        parts.map(({ verify }) => verify),
        'all that is added',
        added,
      ),
    ]
  },
}

async function deployInParts(
  url: string,
  plan: Plan,
  approvedFiles: MigrationFile[],
  found: Parts,
): Promise<void> {
  const journal = memoryJournal('bench')
  const began = new Map<number, number>()
  const note = (position: number, state: string) => {
    if (state === 'running') began.set(position, performance.now())
    const kind = journal.steps[position]?.kind
    if (state === 'running' || !(kind === 'preflight' || kind === 'migration' || kind === 'verify')) return
    found[kind] += performance.now() - (began.get(position) ?? performance.now())
  }
  const timing = {
    ...journal,
    async start(...call: Parameters<typeof journal.start>) {
      note(call[0], 'running')
      await journal.start(...call)
    },
    async finish(...call: Parameters<typeof journal.finish>) {
      await journal.finish(...call)
      note(call[0], call[1])
    },
    async record(...call: Parameters<typeof journal.record>) {
      await journal.record(...call)
      for (const { position, state } of call[0]) note(position, state)
    },
  }
  const order = { plan, target: { url, identity: null }, policy: defaultPolicies.development, approvedFiles }
  const { state, outcome } = await executeDeploy(order, {
    database: postgres,
    journal: timing,
    clock: systemClock,
  })
  if (state !== 'succeeded') throw new Error(`The deploy ended as ${state}: ${JSON.stringify(outcome)}`)
}

function tableOf(index: number): string {
  const parent = index % 10 === 0 ? '' : `, parent integer REFERENCES item_${index - 1} (id)`
  return `CREATE TABLE item_${index} (id serial PRIMARY KEY, name text NOT NULL, state varchar(20) DEFAULT 'new',
  amount numeric(12, 2) CHECK (amount >= 0), created_at timestamptz NOT NULL DEFAULT now(), note text${parent});
CREATE INDEX item_${index}_name ON item_${index} (name);`
}

function file(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
