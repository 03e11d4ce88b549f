import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../domain/clock'
import { LeaseLostError } from '../domain/journal'
import type { Outcome } from '../domain/outcome'
import type { PrismaClient } from './generated/client'
import { createJournal } from './journal'
import { testControlDatabase } from './test-control-database'

const outcome: Outcome = { ok: true, what: 'Done.', next: 'Nothing.', undo: null }

let db: PrismaClient
let url: string
beforeAll(async () => {
  const made = await testControlDatabase()
  db = made.db
  url = made.url
})
afterAll(() => db.$disconnect())

async function runningDeploy() {
  const key = crypto.randomUUID().slice(0, 8)
  const user = await db.user.create({ data: { id: key, name: 'Ada', email: `${key}@test.local` } })
  const project = await db.project.create({ data: { slug: key, name: key, sourcePath: '/nowhere' } })
  const environment = await db.environment.create({
    data: {
      projectId: project.id,
      slug: 'dev',
      name: 'Dev',
      kind: 'development',
      position: 0,
      urlSecret: '',
      label: '',
      policy: {},
    },
  })
  const revision = await db.revision.create({
    data: { projectId: project.id, digest: key, schemaFiles: [], migrations: [] },
  })
  const request = await db.deployRequest.create({
    data: {
      number: 1,
      projectId: project.id,
      environmentId: environment.id,
      revisionId: revision.id,
      title: 'Deploy',
      openedById: user.id,
      state: 'deploying',
    },
  })
  const claim = { claimedBy: 'me', claims: 1 }
  const run = await db.run.create({
    data: {
      kind: 'deploy',
      state: 'running',
      environmentId: environment.id,
      deployRequestId: request.id,
      input: {},
      requestedById: user.id,
      ...claim,
    },
  })
  const journal = createJournal(db, run.id, claim)
  await journal.announce([
    { position: 0, kind: 'preflight', title: 'Look' },
    { position: 1, kind: 'migration', title: '001', detail: { migration: '001' } },
  ])
  return { runId: run.id, requestId: request.id, journal }
}

const stepsOf = (runId: string) => db.runStep.findMany({ where: { runId }, orderBy: { position: 'asc' } })
const sequenceOf = async (runId: string) =>
  (await db.run.findUniqueOrThrow({ where: { id: runId } })).sequence

describe('a journal', () => {
  it('keeps states, times and details, and its sequence grows with each write', async () => {
    const { runId, journal } = await runningDeploy()
    const sequences = [await sequenceOf(runId)]
    await journal.start(1, { ledgerRow: 'x' })
    sequences.push(await sequenceOf(runId))
    await journal.note(1, { rows: 3 })
    sequences.push(await sequenceOf(runId))
    await journal.record([
      { position: 0, state: 'done' },
      { position: 1, state: 'failed', detail: { durationMs: 5 } },
    ])
    sequences.push(await sequenceOf(runId))
    await journal.announce([{ position: 1, kind: 'migration', title: 'again' }])
    await journal.log('warn', 'A line.', { a: 1 })

    const [look, migration] = await stepsOf(runId)
    expect(migration).toMatchObject({
      title: '001',
      state: 'failed',
      detail: { migration: '001', ledgerRow: 'x', rows: 3, durationMs: 5 },
    })
    expect(migration?.endedAt && migration.startedAt && migration.endedAt >= migration.startedAt).toBe(true)
    expect(look?.state).toBe('done')
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b))
    expect(await db.runLogLine.findMany({ where: { runId } })).toMatchObject([
      { level: 'warn', message: 'A line.' },
    ])
  })

  it('refuses every write of a runner that was taken over', async () => {
    const { runId, journal } = await runningDeploy()
    await db.run.update({ where: { id: runId }, data: { claimedBy: 'other', claims: 2 } })
    const before = await stepsOf(runId)
    for (const write of [
      () => journal.start(0),
      () => journal.note(0, {}),
      () => journal.finish(0, 'done'),
      () => journal.record([{ position: 0, state: 'done' }]),
      () => journal.log('info', 'late'),
      () => journal.backend(1, 'x'),
      () => journal.end('succeeded', outcome, 'all'),
    ]) {
      await expect(write()).rejects.toBeInstanceOf(LeaseLostError)
    }
    expect(await stepsOf(runId)).toEqual(before)
    expect(await db.run.findUnique({ where: { id: runId } })).toMatchObject({
      state: 'running',
      outcome: null,
    })
  })

  it('is not fooled by the same name with an older claim', async () => {
    const { runId, journal } = await runningDeploy()
    await db.run.update({ where: { id: runId }, data: { claims: 2 } })
    await expect(journal.start(0)).rejects.toBeInstanceOf(LeaseLostError)
  })

  it('ends run, deploy request and audit together, once', async () => {
    const { runId, requestId, journal } = await runningDeploy()
    await journal.end('failed', { ...outcome, ok: false }, 'nothing')
    expect(await db.run.findUnique({ where: { id: runId } })).toMatchObject({
      state: 'failed',
      leaseUntil: null,
    })
    expect(await db.deployRequest.findUnique({ where: { id: requestId } })).toMatchObject({
      state: 'open',
      sequence: 1,
    })
    expect((await stepsOf(runId)).map((step) => step.state)).toEqual(['skipped', 'skipped'])
    await expect(journal.end('succeeded', outcome, 'all')).rejects.toBeInstanceOf(LeaseLostError)
    await journal.end('failed', { ...outcome, ok: false }, 'nothing')
    const events = await db.auditEvent.findMany({ where: { subjectId: runId } })
    expect(events).toMatchObject([
      { action: 'run.failed', before: { deployRequest: 'deploying' }, after: { deployRequest: 'open' } },
    ])
    await expect(journal.log('info', 'late')).rejects.toBeInstanceOf(LeaseLostError)
  })

  it('leaves a deploy request where somebody else has moved it', async () => {
    const { requestId, journal } = await runningDeploy()
    await db.deployRequest.update({ where: { id: requestId }, data: { state: 'closed' } })
    await journal.end('succeeded', outcome, 'all')
    expect(await db.deployRequest.findUnique({ where: { id: requestId } })).toMatchObject({
      state: 'closed',
      sequence: 0,
    })
  })

  it('goes on after the control database has cut its connections', async () => {
    const { runId, journal } = await runningDeploy()
    const { default: pg } = await import('pg')
    const killer = new pg.Client({ connectionString: url })
    await killer.connect()
    let killing = true
    const kills = (async () => {
      while (killing) {
        await killer.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        )
        await systemClock.sleep(15)
      }
    })()
    const writes = (async () => {
      for (let n = 0; n < 40; n++) await journal.note(0, { rows: n })
    })()
    await systemClock.sleep(400)
    killing = false
    await kills
    await killer.end()
    await writes
    expect((await stepsOf(runId))[0]?.detail).toMatchObject({ rows: 39 })
  })
})
