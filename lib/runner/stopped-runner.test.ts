import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { Plan } from '../domain/plan'
import { readLedger } from '../engines/prisma/ledger'
import { resumeDeploy } from '../operations/resume-deploy'
import { HEADGATE_LOCK_KEY } from '../runs/lock'
import { measurePlan, migrationFile, openTestSession } from '../runs/testing/plan'
import { startRunner } from './runner'
import { exitOf, removeBundle, runnerProcess } from './testing/child'
import { endOf, seedDeploy, seedEnvironment, type TestInstallation, testInstallation } from './testing/seed'

const base =
  'CREATE TABLE orders (id serial PRIMARY KEY, note text); CREATE TABLE told (at serial, what text);'
const tell = (what: string) => `INSERT INTO told (what) VALUES ('${what}');`
const pause = 'SELECT pg_sleep(0.4) FROM orders WHERE id = 1;'
/** None of it may run twice. */
const files = [
  migrationFile('001_atomic', `${tell('a')} ${pause} ${tell('b')}`),
  migrationFile(
    '002_stepwise',
    `${tell('c')} CREATE INDEX CONCURRENTLY by_note ON orders (note); ${tell('d')} ${pause} VACUUM orders; ${tell('e')}`,
  ),
]

let installation: TestInstallation
beforeAll(async () => {
  installation = await testInstallation()
})
afterAll(async () => {
  await removeBundle()
  await installation.context.db.$disconnect()
})

async function target(): Promise<{ url: string; session: Session; plan: Plan }> {
  const url = await (await testServer()).createDatabase('stopped')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) VALUES ('one')`)
  return { url, session, plan: await measurePlan(url, [base], files) }
}

async function told(session: Session): Promise<string> {
  const { rows } = await session.query<{ what: string }>('SELECT what FROM told ORDER BY at')
  return rows.map(({ what }) => what).join('')
}

/** Who of a run is connected to its target. */
async function connected(session: Session, runId: string): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    'SELECT application_name AS name FROM pg_stat_activity WHERE application_name LIKE $1',
    [`headgate % ${runId}`],
  )
  return rows.map(({ name }) => name)
}

/** The statement under which the run is stopped: it is sleeping then. */
const sleeping = (session: Session) =>
  session
    .query(
      "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(0.4)%' AND datname = current_database() AND state = 'active'",
    )
    .then(({ rowCount }) => (rowCount ?? 0) > 0)

describe('a runner that is killed', () => {
  it('leaves no statement that goes on: the server notices that nobody waits for it', async () => {
    const { context, environment } = installation
    const url = await (await testServer()).createDatabase('stopped')
    const session = await openTestSession(url)
    await session.script(`${base} INSERT INTO orders (note) VALUES ('one')`)
    const long = [migrationFile('001', `${tell('a')} SELECT pg_sleep(60) FROM orders;`)]
    const plan = await measurePlan(url, [base], long)
    const seeded = await seedEnvironment(context, url)
    const child = await runnerProcess(environment)
    const { runId } = await seedDeploy(context, seeded, plan, long)
    const asleep = async () =>
      (
        await session.query(
          "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
        )
      ).rowCount
    await expect.poll(asleep, { timeout: 30_000, interval: 10 }).toBe(1)
    child.kill('SIGKILL')
    await exitOf(child)
    const killed = Date.now()
    await expect.poll(() => connected(session, runId), { timeout: 20_000, interval: 50 }).toEqual([])
    expect(Date.now() - killed).toBeLessThan(2_500)
    expect(await told(session)).toBe('')
    // The next runner would end it; here it is not to be in the way of the other tests.
    const other = startRunner(context, { leaseMs: 1_500, pollMs: 30, print: () => {} })
    expect(await endOf(context, runId)).toMatchObject({ state: 'failed', deployRequest: { state: 'open' } })
    await other.stop()
    await session.close()
  })
})

describe('two runners', () => {
  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'of which one gets %s in the middle of a stepwise migration: the other ends the run, and what is resumed runs once',
    async (signal) => {
      const { context, environment } = installation
      const { url, session, plan } = await target()
      const seeded = await seedEnvironment(context, url)
      const child = await runnerProcess(environment)
      const { runId } = await seedDeploy(context, seeded, plan, files)
      // The second time that it sleeps it is in the stepwise one.
      const applied = async () => (await readLedger(session)).rows.length === 2 && (await sleeping(session))
      await expect.poll(applied, { timeout: 30_000, interval: 10 }).toBe(true)
      child.kill(signal)

      const other = startRunner(context, { leaseMs: 1_500, pollMs: 30, print: () => {} })
      const ended = await endOf(context, runId)
      expect(ended).toMatchObject({ state: 'failed', deployRequest: { state: 'failed' } })
      expect(JSON.stringify(ended.outcome)).toContain(
        '002_stepwise: statements 1-2 done, statements 3-6 not run',
      )
      expect(await told(session)).toBe('abc')
      expect(await connected(session, runId)).toEqual([])

      const operator = { id: seeded.userId, name: 'Olga', role: 'administrator' } as const
      const { number, project } = await context.db.deployRequest.findUniqueOrThrow({
        where: { id: ended.deployRequestId ?? '' },
        include: { project: true },
      })
      const asked = { projectSlug: project.slug, number, runId }
      if (signal === 'SIGSTOP') child.kill('SIGCONT')
      const resumed = await resumeDeploy(context, operator, asked)
      if (!resumed.ok) throw new Error(resumed.failure.why)
      expect((await resumeDeploy(context, operator, asked)).ok).toBe(false)
      const end = await endOf(context, resumed.value.runId)
      expect(end).toMatchObject({ state: 'succeeded', deployRequest: { state: 'deployed' } })
      await other.stop()

      if (signal === 'SIGSTOP') child.kill('SIGTERM')
      await exitOf(child)
      // What was stopped and went on has written nothing: not to the target, and not to the control database.
      expect(await told(session)).toBe('abcde')
      const after = await context.db.run.findUniqueOrThrow({ where: { id: runId }, include: { log: true } })
      expect([after.sequence, after.log.length]).toEqual([ended.sequence, ended.log.length])
      const { rows } = await readLedger(session)
      expect(rows.map(({ name, finishedAt }) => [name, finishedAt !== null])).toEqual([
        ['001_atomic', true],
        ['002_stepwise', true],
      ])
      expect(await postgres.advisoryHolders(session, HEADGATE_LOCK_KEY)).toEqual([])
      await session.close()
    },
  )
})
