import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { FindingFamily } from '../domain/finding'
import type { Outcome } from '../domain/outcome'
import { planFingerprint } from '../domain/plan-fingerprint'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import { answerOf, evidenceOf, findingOf, probeOf, riskOf } from '../domain/testing/risk'
import { readLedger } from '../engines/prisma/ledger'
import { measurePlan, migrationFile, openTestSession } from '../runs/testing/plan'
import { verifyAuditChain } from '../store/audit'
import { claimRun } from './claim-run'
import { startRunner } from './runner'
import {
  endOf,
  seedDeploy,
  seedEnvironment,
  seedRollback,
  type TestInstallation,
  testInstallation,
} from './testing/seed'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'
const quick = { leaseMs: 2_000, pollMs: 30, print: () => {} }

let installation: TestInstallation
beforeAll(async () => {
  installation = await testInstallation()
})
afterAll(() => installation.context.db.$disconnect())

async function target(): Promise<string> {
  const url = await (await testServer()).createDatabase('target')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) SELECT 'n' || n FROM generate_series(1, 20) n`)
  await session.close()
  return url
}

async function ledgerNames(url: string): Promise<string[]> {
  const session = await openTestSession(url)
  const { rows } = await readLedger(session)
  await session.close()
  return rows.filter((row) => !row.rolledBackAt).map((row) => row.name)
}

describe('runners', () => {
  it('execute a run once, however many there are, and bring its deploy request along', async () => {
    const { context } = installation
    const url = await target()
    const seeded = await seedEnvironment(context, url)
    const files = [
      migrationFile('001', "CREATE SEQUENCE ran; SELECT nextval('ran') FROM generate_series(1, 1);"),
    ]
    const plan = await measurePlan(url, [base], files)
    const runners = [startRunner(context, quick), startRunner(context, quick), startRunner(context, quick)]
    const { runId } = await seedDeploy(context, seeded, plan, files)
    const run = await endOf(context, runId)
    await Promise.all(runners.map((runner) => runner.stop()))

    expect(run).toMatchObject({ state: 'succeeded', claims: 1, leaseUntil: null })
    expect(run.deployRequest).toMatchObject({ state: 'deployed' })
    expect(run.deployRequest?.deployedAt).not.toBeNull()
    expect(await ledgerNames(url)).toEqual(['001'])
    const events = await context.db.auditEvent.findMany({ where: { subjectId: runId } })
    expect(events.map((event) => event.action)).toEqual(['run.succeeded'])
    expect(events[0]?.after).toMatchObject({ deployRequest: 'deployed', effect: 'all' })
    expect(await verifyAuditChain(context.db)).toMatchObject({ intact: true })
    expect(run.sequence).toBeGreaterThan(5)
  })

  it('begin nothing for somebody who may not any more, nor what is not approved any more', async () => {
    const { context } = await testInstallation()
    const { db } = context
    const url = await target()
    const files = [migrationFile('001', 'CREATE TABLE never (id int);')]
    const plan = await measurePlan(url, [base], files)
    const waiting = async (policy: { approvals: number }) => {
      const seeded = await seedEnvironment(context, url, policy)
      const run = await seedDeploy(context, seeded, plan, files)
      const reviewer = await db.user.create({
        data: { id: `r-${run.runId}`, name: 'Rui', email: `${run.runId}@test.local`, role: 'reviewer' },
      })
      await db.review.create({
        data: {
          deployRequestId: run.requestId,
          planFingerprint: planFingerprint(plan),
          verdict: 'approve',
          userId: reviewer.id,
        },
      })
      return { ...run, askedBy: seeded.userId, reviewer: reviewer.id }
    }
    const disabled = await waiting({ approvals: 1 })
    await db.user.update({ where: { id: disabled.askedBy }, data: { disabledAt: new Date() } })
    const demoted = await waiting({ approvals: 1 })
    await db.user.update({ where: { id: demoted.askedBy }, data: { role: 'viewer' } })
    const lostReviewer = await waiting({ approvals: 1 })
    await db.user.update({ where: { id: lostReviewer.reviewer }, data: { role: 'author' } })
    const tightened = await waiting({ approvals: 2 })

    const runner = startRunner(context, quick)
    const codes: (string | undefined)[] = []
    for (const { runId } of [disabled, demoted, lostReviewer, tightened]) {
      const run = await endOf(context, runId)
      expect(run).toMatchObject({ state: 'failed', deployRequest: { state: 'open' } })
      codes.push((run.outcome as unknown as Outcome).failure?.code)
    }
    const fine = await waiting({ approvals: 1 })
    expect(await endOf(context, fine.runId)).toMatchObject({ state: 'succeeded' })
    await runner.stop()
    expect(codes).toEqual(['not_permitted', 'not_permitted', 'gate_closed', 'gate_closed'])
  })

  it('apply nothing where a danger is not accepted any more, or where rows came that were not there', async () => {
    const { context } = await testInstallation()
    const url = await target()
    const files = [migrationFile('001', 'CREATE TABLE never (id int);')]
    const plan = await measurePlan(url, [base], files)
    const danger = findingOf({ migration: '001', family: 'breaks_app' })
    const probe = probeOf({
      question: 'Rows of orders whose note is NULL',
      table: 'public.orders',
      sql: 'SELECT count(*) AS n FROM public.orders WHERE note IS NULL',
    })
    const seeded = async (policy: { stops: FindingFamily[] }) => {
      const risk = riskOf({ findings: [danger], probes: [probe], live: { answers: [answerOf(0)] } })
      const evidence = evidenceOf({ risk })
      return seedDeploy(context, await seedEnvironment(context, url, policy), plan, files, { evidence })
    }
    const session = await openTestSession(url)
    const runner = startRunner(context, quick)
    const tightened = await endOf(context, (await seeded({ stops: ['breaks_app'] })).runId)
    await session.script('INSERT INTO orders (note) VALUES (NULL)')
    const changed = await endOf(context, (await seeded({ stops: [] })).runId)
    expect(await ledgerNames(url)).toEqual([])
    await session.script('DELETE FROM orders WHERE note IS NULL')
    const fine = await endOf(context, (await seeded({ stops: [] })).runId)
    await runner.stop()
    await session.close()
    expect(tightened).toMatchObject({ state: 'failed', outcome: { failure: { code: 'gate_closed' } } })
    expect(changed).toMatchObject({
      state: 'failed',
      deployRequest: { state: 'open' },
      outcome: {
        failure: {
          code: 'evidence_changed',
          why: 'Rows of orders whose note is NULL: none then, 1 row now.',
        },
      },
    })
    expect(fine).toMatchObject({ state: 'succeeded' })
    expect(await ledgerNames(url)).toEqual(['001'])
  })

  it('execute no plan that was changed in the control database after it was asked for', async () => {
    const { context } = await testInstallation()
    const url = await target()
    const files = [migrationFile('001', 'CREATE TABLE a (id int);')]
    const plan = await measurePlan(url, [base], files)
    const { runId } = await seedDeploy(context, await seedEnvironment(context, url), plan, files)
    const evil = structuredClone(plan)
    const [statement] = evil.migrations[0]?.statements ?? []
    if (statement) statement.text = 'DROP TABLE orders'
    await context.db.plan.updateMany({ data: { body: evil as never } })
    const runner = startRunner(context, quick)
    const run = await endOf(context, runId)
    await runner.stop()
    expect(run).toMatchObject({ state: 'failed', outcome: { failure: { code: 'stale_state' } } })
    expect(await ledgerNames(url)).toEqual([])
  })

  it('never claim one run twice, of many that are claimed at once', async () => {
    const { context } = await testInstallation()
    const url = await target()
    const files = [migrationFile('001', 'SELECT 1;')]
    const plan = await measurePlan(url, [base], files)
    const ids: string[] = []
    for (let n = 0; n < 6; n++) {
      const seeded = await seedEnvironment(context, url)
      ids.push((await seedDeploy(context, seeded, plan, files)).runId)
    }
    const claims = await Promise.all(
      Array.from({ length: 16 }, (_, n) => claimRun(context.db, context.clock, `runner ${n}`, 60_000)),
    )
    const claimed = claims.flatMap((claim) => (claim ? [claim.runId] : []))
    expect(new Set(claimed).size).toBe(claimed.length)
    const rest = await claimRun(context.db, context.clock, 'the last', 60_000)
    expect(claimed.length === ids.length || rest !== null).toBe(true)
    await context.db.$disconnect()
  })

  it('let one of two deploys of an environment run, and name it to the other', async () => {
    const { context } = installation
    const url = await target()
    const seeded = await seedEnvironment(context, url)
    const files = [
      migrationFile('001', 'SELECT pg_sleep(1) FROM orders WHERE id = 1; CREATE TABLE one (id int);'),
    ]
    const plan = await measurePlan(url, [base], files)
    const first = await seedDeploy(context, seeded, plan, files)
    const second = await seedDeploy(context, seeded, plan, files)
    const runners = [startRunner(context, quick), startRunner(context, quick)]
    const ends = [await endOf(context, first.runId), await endOf(context, second.runId)]
    await Promise.all(runners.map((runner) => runner.stop()))

    const won = ends.find((run) => run.state === 'succeeded')
    const lost = ends.find((run) => run.state === 'failed')
    const outcome = lost?.outcome as unknown as Outcome
    expect(outcome.failure).toMatchObject({ code: 'run_in_progress', meta: { runId: won?.id } })
    expect(outcome.failure?.why).toContain('Olga Operator')
    expect(lost?.deployRequest?.state).toBe('open')
    expect(won?.deployRequest?.state).toBe('deployed')
    expect(await ledgerNames(url)).toEqual(['001'])
  })

  it('stop at a safe point when their process is asked to end', async () => {
    const { context } = installation
    const url = await target()
    const seeded = await seedEnvironment(context, url)
    const files = [migrationFile('001', 'CREATE TABLE never (id int); SELECT pg_sleep(2) FROM orders;')]
    const plan = await measurePlan(url, [base], files)
    const runner = startRunner(context, quick)
    const { runId } = await seedDeploy(context, seeded, plan, files)
    await expect
      .poll(() => context.db.runStep.count({ where: { runId, kind: 'statement', state: 'running' } }), {
        timeout: 10_000,
      })
      .toBe(1)
    const asked = Date.now()
    await runner.stop()
    expect(Date.now() - asked).toBeLessThan(5_000)
    const run = await endOf(context, runId)
    expect(run).toMatchObject({ state: 'cancelled', deployRequest: { state: 'open' } })
    expect((run.outcome as unknown as Outcome).what).toContain('Nothing was applied')
    expect(await ledgerNames(url)).toEqual([])
  })

  it('cancel a run for whoever asked', async () => {
    const { context } = installation
    const url = await target()
    const seeded = await seedEnvironment(context, url)
    const files = [migrationFile('001', 'SELECT pg_sleep(2) FROM orders;')]
    const plan = await measurePlan(url, [base], files)
    const runner = startRunner(context, quick)
    const { runId } = await seedDeploy(context, seeded, plan, files)
    await expect
      .poll(() => context.db.runStep.count({ where: { runId, kind: 'statement', state: 'running' } }), {
        timeout: 10_000,
      })
      .toBe(1)
    await context.db.run.update({ where: { id: runId }, data: { cancelAskedAt: new Date() } })
    expect(await endOf(context, runId)).toMatchObject({ state: 'cancelled' })
    await runner.stop()
  })

  it('take a deploy back by its reverse SQL', async () => {
    const { context } = installation
    const url = await target()
    const seeded = await seedEnvironment(context, url)
    const files = [
      migrationFile('001', 'ALTER TABLE orders ADD COLUMN a int; CREATE INDEX orders_a ON orders (a);'),
      migrationFile('002', 'CREATE TABLE extra (id int PRIMARY KEY);'),
    ]
    const reverse = 'DROP TABLE extra; DROP INDEX orders_a; ALTER TABLE orders DROP COLUMN a;'
    const plan = await measurePlan(url, [base], files, reverse)
    const session = await openTestSession(url)
    const before = await postgres.catalog(session)
    const runner = startRunner(context, quick)
    const deployed = await seedDeploy(context, seeded, plan, files)
    expect(await endOf(context, deployed.runId)).toMatchObject({ state: 'succeeded' })
    const rollback = await seedRollback(context, deployed, {
      kind: 'rollback',
      way: 'reverse',
      deployRunId: deployed.runId,
      planFingerprint: planFingerprint(plan),
      reverseFingerprint: reverseFingerprint(plan.reverse),
    })
    const run = await endOf(context, rollback)
    await runner.stop()
    expect(run).toMatchObject({ state: 'succeeded', deployRequest: { state: 'rolled_back' } })
    expect(await postgres.catalog(session)).toEqual(before)
    expect(await ledgerNames(url)).toEqual([])
    expect((await readLedger(session)).rows.map((row) => [row.name, row.finishedAt !== null])).toEqual([
      ['001', true],
      ['002', true],
    ])
    await session.close()
  })
})
