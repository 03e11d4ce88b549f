import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import type { Outcome } from '../domain/outcome'
import type { StepDetail } from '../domain/run'
import type { SnapshotManifest } from '../domain/snapshot'
import { readLedger } from '../engines/prisma/ledger'
import { measurePlan, migrationFile, openTestSession } from '../runs/testing/plan'
import { type Runner, startRunner } from './runner'
import {
  endOf,
  seedDeploy,
  seedEnvironment,
  seedRollback,
  type TestInstallation,
  testInstallation,
} from './testing/seed'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'
const files = [migrationFile('001', 'ALTER TABLE orders DROP COLUMN note;')]

let installation: TestInstallation
let runner: Runner
beforeAll(async () => {
  installation = await testInstallation()
  runner = startRunner(installation.context, { pollMs: 30, print: () => {} })
})
afterAll(async () => {
  await runner.stop()
  await installation.context.db.$disconnect()
})

async function target() {
  const url = await (await testServer()).createDatabase('snapshot')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) SELECT 'n' || n FROM generate_series(1, 50) n`)
  const [catalog, digests] = [await postgres.catalog(session), await postgres.digests(session)]
  await session.close()
  return { url, catalog, digests, seeded: await seedEnvironment(installation.context, url) }
}

async function queueSnapshot(
  environmentId: string,
  requestedById: string,
  method: 'auto' | 'dump' | 'clone',
) {
  const run = await installation.context.db.run.create({
    data: { kind: 'snapshot', environmentId, requestedById, input: { kind: 'snapshot', method } },
  })
  return endOf(installation.context, run.id)
}

describe('a snapshot', () => {
  it('is taken, tried, and counts as verified only then', async () => {
    const { context } = installation
    const { digests, seeded } = await target()
    const run = await queueSnapshot(seeded.environmentId, seeded.userId, 'clone')
    expect(run).toMatchObject({ state: 'succeeded' })
    expect(run.steps.map((step) => [step.kind, step.state])).toEqual([
      ['take', 'done'],
      ['verify', 'done'],
    ])
    const [snapshot] = await context.db.snapshot.findMany({ where: { environmentId: seeded.environmentId } })
    expect(snapshot).toMatchObject({ state: 'verified', method: 'clone', runId: run.id, failure: null })
    expect((snapshot?.manifest as unknown as SnapshotManifest | undefined)?.tables).toEqual(digests)
    expect(snapshot?.restoreMs).toBeGreaterThan(0)
    const events = await context.db.auditEvent.findMany({
      where: { environmentId: seeded.environmentId },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map((event) => event.action)).toEqual(['snapshot.verified', 'run.succeeded'])
  })

  it('that somebody’s session makes impossible fails and leaves the database as it is', async () => {
    const { url, seeded } = await target()
    const somebody = await openTestSession(url, 'somebody')
    const run = await queueSnapshot(seeded.environmentId, seeded.userId, 'clone')
    await somebody.close()
    expect(run.state).toBe('failed')
    expect((run.outcome as unknown as Outcome).failure?.code).toBe('snapshot_unavailable')
  })

  it('is taken before a deploy, and restored to take that back', async () => {
    const { context } = installation
    const { url, catalog, digests, seeded } = await target()
    const plan = await measurePlan(url, [base], files)
    const deployed = await seedDeploy(context, seeded, plan, files, { takeSnapshot: true })
    const run = await endOf(context, deployed.runId)
    expect(run.state).toBe('succeeded')
    expect(run.steps[0]).toMatchObject({ kind: 'snapshot', state: 'done' })
    const snapshot = await context.db.snapshot.findFirstOrThrow({
      where: { runId: run.id, state: 'verified' },
    })
    const late = await openTestSession(url)
    await late.script('INSERT INTO orders DEFAULT VALUES; DELETE FROM orders WHERE id <= 2')
    await late.close()

    const rollback = await seedRollback(context, deployed, {
      kind: 'rollback',
      way: 'restore',
      deployRunId: deployed.runId,
      snapshotId: snapshot.id,
    })
    const restored = await endOf(context, rollback)
    expect(restored).toMatchObject({ state: 'succeeded', deployRequest: { state: 'rolled_back' } })
    const session = await openTestSession(url)
    expect(await postgres.catalog(session)).toEqual(catalog)
    expect(await postgres.digests(session)).toEqual(digests)
    expect((await readLedger(session)).rows).toEqual([])
    const environment = await context.db.environment.findUniqueOrThrow({
      where: { id: seeded.environmentId },
    })
    expect(Number(environment.databaseOid)).toBe(session.identity.databaseOid)
    await session.close()
    const detail = restored.steps.find((step) => step.kind === 'restore')?.detail as unknown as StepDetail
    expect(detail.restore?.failed).toContain('_failed_')
    const lost = restored.steps.map((step) => (step.detail as unknown as StepDetail).lost).find(Boolean)
    expect(lost).toMatchObject({ database: detail.restore?.failed, snapshotId: snapshot.id })
    expect(lost?.tables).toMatchObject([
      { table: 'public.orders', total: 1, beforeDeploy: 0, afterDeploy: 1, deleted: 2 },
    ])
    expect((restored.outcome as unknown as Outcome).next).toMatch(/1 row added or changed.*2 rows deleted/)
    const left = await context.db.keptDatabase.findMany({ where: { runId: rollback } })
    expect(left).toMatchObject([
      { kind: 'failed', name: detail.restore?.failed, expiresAt: null, droppedAt: null },
    ])
    expect(Number(left[0]?.databaseOid)).toBe(detail.restore?.liveOid)
  })

  it('holds just the tables that the plan destroys where no other fits, and takes no database’s place', async () => {
    const { context } = installation
    const { url, catalog, digests, seeded } = await target()
    const plan = await measurePlan(url, [base], files)
    const somebody = await openTestSession(url, 'somebody')
    await somebody.script('CREATE TABLE IF NOT EXISTS _prisma_migrations (migration_name text)')
    const deployed = await seedDeploy(context, seeded, plan, files, { takeSnapshot: true, base: catalog })
    const run = await endOf(context, deployed.runId)
    await somebody.close()
    const snapshot = await context.db.snapshot.findFirstOrThrow({ where: { runId: run.id } })
    expect(snapshot).toMatchObject({ method: 'tables', state: 'verified' })
    const manifest = snapshot.manifest as unknown as SnapshotManifest
    expect(manifest.scope).toEqual(['public._prisma_migrations', 'public.orders'])
    expect(manifest.tables).toContainEqual(digests[0])
    expect(manifest.chosen?.join()).toMatch(/Not by dump: .*Not by clone: Somebody is connected.*By tables/)
    const rollback = await seedRollback(context, deployed, {
      kind: 'rollback',
      way: 'restore',
      deployRunId: deployed.runId,
      snapshotId: snapshot.id,
    })
    const refused = await endOf(context, rollback)
    expect(refused.state).toBe('failed')
    expect((refused.outcome as unknown as Outcome).failure?.why).toMatch(/holds only the rows of/)
  })

  it('that cannot be taken stops the deploy before anything is applied', async () => {
    const { context } = installation
    const { url, digests, seeded } = await target()
    const plan = await measurePlan(url, [base], files)
    const somebody = await openTestSession(url, 'somebody')
    await context.db.environment.update({ where: { id: seeded.environmentId }, data: { databaseOid: 1n } })
    const deployed = await seedDeploy(context, seeded, plan, files, { takeSnapshot: true })
    const run = await endOf(context, deployed.runId)
    expect(run).toMatchObject({ state: 'failed', deployRequest: { state: 'open' } })
    expect((run.outcome as unknown as Outcome).failure?.code).toBe('identity_changed')
    expect(await postgres.digests(somebody)).toEqual(digests)
    await somebody.close()
  })
})
