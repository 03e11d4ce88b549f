import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { restoredDays } from '../domain/keeps-view'
import type { Outcome } from '../domain/outcome'
import { restoreSnapshot } from '../operations/restore-snapshot'
import { openTestSession } from '../runs/testing/plan'
import { type Runner, startRunner } from './runner'
import {
  endOf,
  type SeededEnvironment,
  seedEnvironment,
  type TestInstallation,
  testInstallation,
} from './testing/seed'

let installation: TestInstallation
let runner: Runner
let url: string
let seeded: SeededEnvironment
let projectSlug: string
let snapshotId: string
const made: string[] = []
const actor = () => ({ id: seeded.userId, name: 'Olga Operator', role: 'operator' as const })

beforeAll(async () => {
  installation = await testInstallation()
  runner = startRunner(installation.context, { pollMs: 30, print: () => {} })
  url = await (await testServer()).createDatabase('copy')
  await inside(
    url,
    `CREATE TABLE orders (id serial PRIMARY KEY, note text);
    INSERT INTO orders (note) SELECT 'n' || n FROM generate_series(1, 50) n;
    ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET app.tenant TO 'one'`,
  )
  seeded = await seedEnvironment(installation.context, url)
  const { db } = installation.context
  projectSlug = (await db.project.findUniqueOrThrow({ where: { id: seeded.projectId } })).slug
  const input = { kind: 'snapshot', method: 'clone' }
  const { environmentId, userId: requestedById } = seeded
  const run = await db.run.create({ data: { kind: 'snapshot', environmentId, requestedById, input } })
  await endOf(installation.context, run.id)
  snapshotId = (await db.snapshot.findFirstOrThrow({ where: { runId: run.id, state: 'verified' } })).id
})
afterAll(async () => {
  await runner.stop()
  for (const name of made) await inside(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  const snapshot = await installation.context.db.snapshot.findUnique({ where: { id: snapshotId } })
  if (snapshot?.location) await inside(url, `DROP DATABASE IF EXISTS "${snapshot.location}" WITH (FORCE)`)
  await installation.context.db.$disconnect()
})

async function inside(at: string, sql: string) {
  const session = await openTestSession(at)
  try {
    return (await session.script<Record<string, unknown>>(sql)).rows
  } finally {
    await session.close()
  }
}

function nameFor(what: string): string {
  const name = `${new URL(url).pathname.slice(1)}_${what}`
  made.push(name)
  return name
}

const ask = (name: string) =>
  restoreSnapshot(installation.context, actor(), { projectSlug, snapshotId, name })

describe('a snapshot restored to be looked at', () => {
  it('is whole, has its settings, lets only the environment’s user in, and leaves the live one alone', async () => {
    const { context } = installation
    await inside(url, `INSERT INTO orders (note) VALUES ('later')`)
    const name = nameFor('look')
    const asked = await ask(name)
    if (!asked.ok) throw new Error(asked.failure.why)
    const run = await endOf(context, asked.value.runId)
    const outcome = run.outcome as unknown as Outcome
    expect([run.state, outcome.what]).toEqual([
      'succeeded',
      `The snapshot was restored into the new database ${name}. It has 50 rows in 1 table, each as it was recorded.`,
    ])
    expect(outcome.next).toContain(`/${name} as postgres`)
    expect(run.steps.map(({ state }) => state)).toEqual(['done', 'done'])
    const copy = postgres.withDatabase(url, name)
    expect(
      await inside(copy, `SELECT count(*)::int, current_setting('app.tenant') AS tenant FROM orders`),
    ).toEqual([{ count: 50, tenant: 'one' }])
    expect(await inside(url, 'SELECT count(*)::int FROM orders')).toEqual([{ count: 51 }])
    const acl = `SELECT has_database_privilege('public', '${name}', 'CONNECT') AS everybody, oid::int FROM pg_database WHERE datname = '${name}'`
    const [database] = await inside(url, acl)
    expect(database).toMatchObject({ everybody: false })
    const rows = await context.db.keptDatabase.findMany({ where: { runId: run.id } })
    expect(rows).toMatchObject([{ kind: 'restored', name, droppedAt: null, createdById: seeded.userId }])
    expect(Number(rows[0]?.databaseOid)).toBe(database?.oid)
    const days = ((rows[0]?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(restoredDays)
  })

  it('is refused a name that is taken, live, or cannot be one, before anything is queued', async () => {
    const live = new URL(url).pathname.slice(1)
    for (const name of [live, nameFor('look'), 'headgate_x', 'a b', '']) {
      expect(await ask(name)).toMatchObject({
        ok: false,
        failure: { code: 'invalid_input', meta: { fields: { name: [expect.any(String)] } } },
      })
    }
    const viewer = { ...actor(), role: 'reviewer' as const }
    expect(
      await restoreSnapshot(installation.context, viewer, { projectSlug, snapshotId, name: 'x' }),
    ).toMatchObject({ ok: false, failure: { code: 'not_permitted' } })
  })

  it('that fails leaves no database and no record of one', async () => {
    const { context } = installation
    const { db } = context
    const before = await db.snapshot.findUniqueOrThrow({ where: { id: snapshotId } })
    const manifest = before.manifest as { tables: { rows: number }[] }
    const wrong = {
      ...manifest,
      tables: manifest.tables.map((table) => ({ ...table, rows: table.rows + 1 })),
    }
    await db.snapshot.update({ where: { id: snapshotId }, data: { manifest: wrong } })
    const name = nameFor('wrong')
    const asked = await ask(name)
    if (!asked.ok) throw new Error(asked.failure.why)
    const run = await endOf(context, asked.value.runId)
    await db.snapshot.update({ where: { id: snapshotId }, data: { manifest } })
    expect((run.outcome as unknown as Outcome).failure?.code).toBe('snapshot_not_verified')
    expect(run.steps.map(({ state }) => state)).toEqual(['done', 'failed'])
    expect(await db.keptDatabase.count({ where: { runId: run.id } })).toBe(0)
    const left = `SELECT datname FROM pg_database WHERE datname IN ('${name}', 'headgate_restore_${run.id}')`
    expect(await inside(url, left)).toEqual([])
  })
})
