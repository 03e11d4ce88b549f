import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { Catalog } from '../domain/catalog'
import type { Outcome } from '../domain/outcome'
import type { Plan } from '../domain/plan'
import { planFingerprint } from '../domain/plan-fingerprint'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import { HEADGATE_LOCK_KEY } from '../runs/lock'
import { measurePlan, migrationFile, openTestSession } from '../runs/testing/plan'
import type { RunStep } from '../store/generated/client'
import { startRunner } from './runner'
import { exitOf, removeBundle, runnerProcess } from './testing/child'
import {
  endOf,
  type SeededRun,
  seedDeploy,
  seedEnvironment,
  seedRollback,
  type TestInstallation,
  testInstallation,
} from './testing/seed'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'
/** 0.1 s on the target, which has rows, and nothing on the scratch database, which has none. */
const pause = 'SELECT pg_sleep(0.1) FROM orders WHERE id = 1;'
const files = [
  migrationFile(
    '001_atomic',
    `ALTER TABLE orders ADD COLUMN a int; ${pause} UPDATE orders SET a = 1; ${pause}`,
  ),
  migrationFile('002_atomic', `CREATE TABLE extra (id int); ${pause} INSERT INTO extra VALUES (1), (2);`),
  migrationFile(
    '003_stepwise',
    `CREATE INDEX CONCURRENTLY first_index ON orders (a); ${pause} CREATE INDEX CONCURRENTLY second_index ON orders (note);`,
  ),
  migrationFile('004_atomic', `DROP TABLE extra; ${pause} ALTER TABLE orders ADD COLUMN b int;`),
]
const reverse = `ALTER TABLE orders DROP COLUMN b; ${pause} CREATE TABLE extra (id int); ${pause}
  DROP INDEX second_index; DROP INDEX first_index; ${pause} DROP TABLE extra; ALTER TABLE orders DROP COLUMN a; ${pause}`

let installation: TestInstallation
beforeAll(async () => {
  installation = await testInstallation()
})
afterAll(async () => {
  await removeBundle()
  await installation.context.db.$disconnect()
})

async function target(): Promise<{ url: string; session: Session; plan: Plan }> {
  const url = await (await testServer()).createDatabase('killed')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) SELECT 'n' || n FROM generate_series(1, 500) n`)
  return { url, session, plan: await measurePlan(url, [base], files, reverse) }
}

/** What the journal shows at the moment of the kill, and how many milliseconds after that it comes. */
interface Moment {
  when: string
  seen: (steps: RunStep[]) => boolean
  plusMs: number
}

const moment = (when: string, plusMs: number, seen: Moment['seen']): Moment => ({ when, plusMs, seen })
const shows = (title: string | RegExp, state: string) => (steps: RunStep[]) =>
  steps.some(
    (step) =>
      (typeof title === 'string' ? step.title === title : title.test(step.title)) && step.state === state,
  )

/** Lets another process begin a run, kills it at that moment, and lets this one recover it. */
async function killAndRecover(seed: () => Promise<string>, { seen, plusMs }: Moment) {
  const { context, environment } = installation
  const child = await runnerProcess(environment)
  const runId = await seed()
  await expect
    .poll(
      async () => {
        const run = await context.db.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } })
        return run.state !== 'queued' && (run.endedAt !== null || seen(run.steps))
      },
      { timeout: 30_000, interval: 5 },
    )
    .toBe(true)
  await new Promise((resolve) => setTimeout(resolve, plusMs))
  child.kill('SIGKILL')
  await exitOf(child)
  const runner = startRunner(context, { leaseMs: 1_500, pollMs: 30, print: () => {} })
  const run = await endOf(context, runId)
  await runner.stop()
  return run
}

/** What each migration has done, as the schema and the data show it. */
async function effects(
  session: Session,
  catalog: Catalog,
): Promise<Record<string, 'all' | 'nothing' | 'part'>> {
  const has = (key: string) => catalog[key] !== undefined
  const a = has('column:public.orders.a')
  const extra = has('table:public.extra')
  const b = has('column:public.orders.b')
  const updated = a
    ? Number((await session.query<{ n: string }>('SELECT count(a) AS n FROM orders')).rows[0]?.n)
    : 0
  const inserted = extra
    ? Number((await session.query<{ n: string }>('SELECT count(*) AS n FROM extra')).rows[0]?.n)
    : 0
  const { rows: indexes } = await session.query<{ valid: boolean }>(
    "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid::regclass::text IN ('first_index', 'second_index')",
  )
  const both = indexes.length === 2 && indexes.every(({ valid }) => valid)
  return {
    '001_atomic': a ? (updated === 500 ? 'all' : 'part') : 'nothing',
    '002_atomic': extra ? (inserted === 2 ? 'all' : 'part') : b ? 'all' : 'nothing',
    '003_stepwise': both ? 'all' : indexes.length === 0 ? 'nothing' : 'part',
    '004_atomic': b ? (extra ? 'part' : 'all') : 'nothing',
  }
}

const deployMoments = [
  moment('it was claimed', 0, () => true),
  moment('it looks at the base', 0, (steps) =>
    steps.some((step) => step.kind === 'preflight' && step.state === 'running'),
  ),
  moment('the first migration began', 0, shows('001_atomic', 'running')),
  moment('the first migration is half-way', 150, shows('001_atomic', 'running')),
  moment('the first migration is applied', 0, shows('001_atomic', 'done')),
  moment('the second migration is half-way', 60, shows('002_atomic', 'running')),
  moment('the stepwise migration began', 0, shows('003_stepwise', 'running')),
  moment('its first index is built', 0, (steps) =>
    steps.some((step) => JSON.stringify(step.detail).includes('first_index') && step.state === 'done'),
  ),
  moment('its second index is asked for', 0, (steps) =>
    steps.some((step) => JSON.stringify(step.detail).includes('second_index') && step.state === 'running'),
  ),
  moment('the stepwise migration is applied', 0, shows('003_stepwise', 'done')),
  moment('the last migration is half-way', 50, shows('004_atomic', 'running')),
  moment('the last migration is applied', 0, shows('004_atomic', 'done')),
]

/** The fault suite kills at every moment, at random; here every third is named by default. */
const everything = process.env.HEADGATE_TESTS === 'full'
const everyThird = <T>(list: T[]) => list.filter((_, index) => index % 3 === 1)

describe('a runner that is killed', () => {
  it.each(everything ? deployMoments : everyThird(deployMoments))(
    'in a deploy, when $when: the run has a named state, and the database is whole',
    async (at) => {
      const { url, session, plan } = await target()
      const seeded = await seedEnvironment(installation.context, url)
      let deploy: SeededRun | undefined
      const run = await killAndRecover(async () => {
        deploy = await seedDeploy(installation.context, seeded, plan, files)
        return deploy.runId
      }, at)

      const outcome = run.outcome as unknown as Outcome
      const { rows } = await readLedger(session)
      const catalog = await postgres.catalog(session)
      const done = await effects(session, catalog)
      for (const { name } of files) {
        const row = rows.find((candidate) => candidate.name === name && !candidate.rolledBackAt)
        if (row?.finishedAt) expect(done[name], name).toBe('all')
        else if (!row) expect(done[name], name).toBe('nothing')
        else expect(name).toBe('003_stepwise')
      }
      const finished = rows.filter((row) => row.finishedAt).length
      const open = rows.find((row) => !row.finishedAt && !row.rolledBackAt)
      if (finished === 4) expect(run.state).toBe('succeeded')
      else if (open) expect(['failed', 'unknown']).toContain(run.state)
      else expect(run.state, outcome.failure?.why).toBe('failed')
      if (finished < 4 && !open) expect(outcome.failure?.code).toBe('runner_died')
      if (open) expect(outcome.failure?.why).toMatch(/003_stepwise: statements? 1\b/)
      if (finished === 0) expect(outcome.what).toContain('Nothing was applied')
      else if (finished < 4)
        expect(outcome.what).toContain(
          `Applied: ${files
            .slice(0, finished)
            .map(({ name }) => name)
            .join(', ')}.`,
        )
      expect(run.deployRequest?.state).toBe(
        finished === 4 ? 'deployed' : finished === 0 && !open ? 'open' : 'failed',
      )
      expect(run.steps.filter((step) => ['running', 'pending'].includes(step.state))).toEqual([])
      expect(await postgres.advisoryHolders(session, HEADGATE_LOCK_KEY)).toEqual([])
      await session.close()
    },
  )

  it.each([
    moment('it looks at the base', 0, () => true),
    moment('the reverse is half-way', 100, (steps) =>
      steps.some((step) => step.kind === 'reverse' && step.state === 'running'),
    ),
    moment('it looks again', 0, (steps) =>
      steps.some((step) => step.kind === 'verify' && step.state === 'running'),
    ),
  ])('in a rollback, when $when: it happened or it did not', async (at) => {
    const { context } = installation
    const { url, session, plan } = await target()
    const before = await postgres.catalog(session)
    const seeded = await seedEnvironment(context, url)
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const deployed = await seedDeploy(context, seeded, plan, files)
    expect(await endOf(context, deployed.runId)).toMatchObject({ state: 'succeeded' })
    await runner.stop()
    const after = await postgres.catalog(session)

    const { runId: deployRunId } = deployed
    const input = {
      kind: 'rollback',
      way: 'reverse',
      deployRunId,
      planFingerprint: planFingerprint(plan),
      reverseFingerprint: reverseFingerprint(plan.reverse),
    } as const
    const run = await killAndRecover(() => seedRollback(context, deployed, input), at)
    const standing = (await readLedger(session)).rows.filter((row) => !row.rolledBackAt).length
    const catalog = await postgres.catalog(session)
    if (run.state === 'succeeded') {
      expect([standing, catalog]).toEqual([0, before])
      expect(run.deployRequest?.state).toBe('rolled_back')
    } else {
      expect(run.state).toBe('failed')
      expect([standing, catalog]).toEqual([4, after])
      expect(run.deployRequest?.state).toBe('deployed')
      expect((run.outcome as unknown as Outcome).failure?.code).toBe('runner_died')
    }
    await session.close()
  })
})
