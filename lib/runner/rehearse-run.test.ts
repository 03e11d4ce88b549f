import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { Outcome } from '../domain/outcome'
import { rehearsalFact } from '../operations/evaluate-gate'
import { measurePlan, migrationFile, openTestSession } from '../runs/testing/plan'
import { newestRehearsal } from '../store/rehearsals'
import { startRunner } from './runner'
import { exitOf, removeBundle, runnerProcess } from './testing/child'
import {
  endOf,
  seedEnvironment,
  seedRehearsal,
  type TestInstallation,
  testInstallation,
} from './testing/seed'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text); CREATE TABLE waits (at text);'
/** For longer than a test takes, where that row is. */
const pause = (at: string) => `SELECT pg_sleep(60) FROM waits WHERE at = '${at}';`
const forward = `ALTER TABLE orders DROP COLUMN note; ${pause('forward')} ALTER TABLE orders ADD COLUMN b int;`
const files = [migrationFile('001', forward)]
const reverse = `ALTER TABLE orders DROP COLUMN b; ${pause('back')} ALTER TABLE orders ADD COLUMN note text;`

let installation: TestInstallation
beforeAll(async () => {
  installation = await testInstallation()
})
afterAll(async () => {
  await removeBundle()
  await installation.context.db.$disconnect()
})

async function seeded(waitAt: string | null = null) {
  const { context } = installation
  const url = await (await testServer()).createDatabase('rehearsed')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) SELECT 'n' || n FROM generate_series(1, 50) n`)
  if (waitAt) await session.query('INSERT INTO waits VALUES ($1)', [waitAt])
  await session.close()
  const plan = await measurePlan(url, [base], files, reverse)
  const environment = await seedEnvironment(context, url)
  const before = await stateOf(url)
  return { url, before, environment, ask: () => seedRehearsal(context, environment, plan, files) }
}

async function stateOf(url: string) {
  const session = await openTestSession(url)
  const state = { catalog: await postgres.catalog(session), digests: await postgres.digests(session) }
  await session.close()
  return state
}

async function leftOf(url: string, runId: string): Promise<string[]> {
  const session = await openTestSession(url)
  const { rows } = await session.query<{ left: string[] }>(
    `SELECT ARRAY(SELECT datname::text FROM pg_database WHERE datname LIKE '%' || $1 || '%'
       UNION SELECT application_name FROM pg_stat_activity WHERE application_name LIKE '%' || $1 || '%') AS left`,
    [runId],
  )
  await session.close()
  return rows[0]?.left ?? []
}

describe('a rehearsal', () => {
  it('is stored with its audit event, for its plan alone', async () => {
    const { context } = installation
    const { url, before, ask } = await seeded()
    const { runId, planId } = await ask()
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const run = await endOf(context, runId)
    await runner.stop()
    expect(run.state).toBe('succeeded')
    expect((run.outcome as unknown as Outcome).what).toContain('50 values of note are NULL that were not')
    const { planFingerprint } = run.input as { planFingerprint: string }
    const found = await newestRehearsal(context.db, planId, planFingerprint)
    expect(found).toMatchObject({ runId, result: { verdict: 'lossy', planFingerprint } })
    expect(await newestRehearsal(context.db, planId, 'another')).toBeNull()
    expect(await rehearsalFact(context, { id: planId, fingerprint: planFingerprint })).toMatchObject({
      verdict: 'lossy',
      rows: 50,
    })
    const events = await context.db.auditEvent.findMany({ where: { environmentId: run.environmentId } })
    expect(events.map(({ action }) => action).sort()).toEqual([
      'plan.rehearsed',
      'run.succeeded',
      'snapshot.verified',
    ])
    expect(await stateOf(url)).toEqual(before)
    expect(await leftOf(url, runId)).toEqual([])
  })

  const moments: [string, string, RegExp][] = [
    ['while a copy is made', 'forward', /^Restore the snapshot/],
    ['on the way forward', 'forward', /^ALTER TABLE orders: drop column note/],
    ['on the way back', 'back', /^ALTER TABLE orders: drop column b/],
  ]
  it.each(process.env.HEADGATE_TESTS === 'full' ? moments : moments.slice(1, 2))(
    'that is killed %s leaves nothing, after recovery, but its end',
    async (_, waitAt, title) => {
      const { context, environment } = installation
      const { url, before, ask } = await seeded(waitAt)
      const child = await runnerProcess(environment)
      const { runId, planId } = await ask()
      await expect
        .poll(
          async () => {
            const steps = await context.db.runStep.findMany({ where: { runId } })
            return steps.some((step) => title.test(step.title) && step.state !== 'pending')
          },
          { timeout: 60_000, interval: 10 },
        )
        .toBe(true)
        .finally(() => child.kill('SIGKILL'))
      await exitOf(child)
      const runner = startRunner(context, { leaseMs: 1_200, pollMs: 50, print: () => {} })
      const run = await endOf(context, runId)
      await runner.stop()
      expect(run).toMatchObject({ state: 'failed', deployRequest: { state: 'open' } })
      expect((run.outcome as unknown as Outcome).failure?.code).toBe('runner_died')
      expect(run.steps.filter(({ state }) => state === 'running')).toEqual([])
      expect(await context.db.rehearsal.count({ where: { planId } })).toBe(0)
      expect(await leftOf(url, runId)).toEqual([])
      expect(await stateOf(url)).toEqual(before)
    },
    120_000,
  )
})
