import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { MigrationFile } from '../domain/migration'
import { defaultPolicies, type Policy } from '../domain/policy'
import { readLedger } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'

const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'
const policy: Policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 0 }

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

async function deploy(
  files: MigrationFile[],
  options: { journal?: MemoryJournal; policy?: Policy; rows?: string } = {},
) {
  const url = await createDatabase('stepwise')
  const session = await openTestSession(url)
  await session.script(`${base} ${options.rows ?? "INSERT INTO orders (note) VALUES ('same'), ('same')"}`)
  const plan = await measurePlan(url, [base], files)
  const journal = options.journal ?? memoryJournal(randomUUID())
  const run = async () => {
    const order = {
      plan,
      target: { url, identity: await identityOf(url) },
      policy: options.policy ?? policy,
      approvedFiles: files,
    }
    return executeDeploy(order, { database: postgres, journal, clock: systemClock })
  }
  return { url, session, plan, journal, run }
}

async function indexes(session: Session): Promise<Record<string, boolean>> {
  const { rows } = await session.query<{ name: string; valid: boolean }>(
    `SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index
     WHERE indrelid = 'orders'::regclass AND NOT indisprimary ORDER BY 1`,
  )
  return Object.fromEntries(rows.map(({ name, valid }) => [name, valid]))
}

describe('a migration that does not fit one transaction', () => {
  it('runs segment by segment, and reads in the ledger as any other', async () => {
    const files = [
      migrationFile(
        '001_index',
        'CREATE INDEX CONCURRENTLY by_note ON orders (note);\nALTER TABLE orders ADD COLUMN a int;',
      ),
      migrationFile('002_after', 'ALTER TABLE orders ADD COLUMN b int;'),
    ]
    const { session, journal, run } = await deploy(files)
    expect(await run()).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(await indexes(session)).toEqual({ by_note: true })
    const { rows } = await readLedger(session)
    expect(rows.map((row) => [row.name, row.finishedAt !== null, row.appliedStepsCount])).toEqual([
      ['001_index', true, 1],
      ['002_after', true, 1],
    ])
    expect(journal.steps.every((step) => step.state === 'done')).toBe(true)
    await session.close()
  })

  it('gives Prisma’s lock back while it runs, with an unfinished row that keeps Prisma out', async () => {
    const files = [
      migrationFile(
        '001',
        'CREATE INDEX CONCURRENTLY by_note ON orders (note);\nALTER TABLE orders ADD COLUMN a int;',
      ),
    ]
    const journal = memoryJournal(randomUUID())
    const { session, run } = await deploy(files, { journal })
    const seen: [boolean, boolean][] = []
    journal.onStart = async (position) => {
      if (journal.steps[position]?.kind !== 'statement') return
      const free = await session.query<{ got: boolean }>('SELECT pg_try_advisory_lock(72707369) AS got')
      await session.query('SELECT pg_advisory_unlock(72707369)')
      const { rows } = await readLedger(session)
      seen.push([free.rows[0]?.got ?? false, rows.some((row) => row.finishedAt === null)])
    }
    expect((await run()).state).toBe('succeeded')
    expect(seen).toEqual([
      [true, true],
      [true, true],
    ])
    await session.close()
  })

  it('says which statements are done, which failed and which were not run', async () => {
    const files = [
      migrationFile(
        '001_steps',
        [
          'ALTER TABLE orders ADD COLUMN a int',
          'CREATE INDEX CONCURRENTLY by_a ON orders (a)',
          'CREATE UNIQUE INDEX CONCURRENTLY one_note ON orders (note)',
          'ALTER TABLE orders ADD COLUMN b int',
          'ALTER TABLE orders ADD COLUMN c int;',
        ].join(';\n'),
      ),
      migrationFile('002_later', 'SELECT 1;'),
    ]
    const { session, journal, run } = await deploy(files)
    const end = await run()
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'part',
      outcome: { failure: { code: 'stepwise_failed' } },
    })
    expect(end.outcome.failure?.why).toContain('statements 1-2 done, statement 3 failed')
    expect(end.outcome.failure?.why).toContain('statements 4-5 not run')
    expect(end.outcome.failure?.meta.database).toMatchObject({ sqlstate: '23505' })
    expect(end.outcome.what).toContain('Stopped half-way: 001_steps. Not applied: 002_later.')
    // The build that failed left an invalid index; it is dropped, so that its name is free again.
    expect(await indexes(session)).toEqual({ by_a: true })
    const { rows } = await readLedger(session)
    expect(rows).toMatchObject([{ name: '001_steps', finishedAt: null, rolledBackAt: null }])
    expect(rows[0]?.logs).toContain('statement 3 failed')
    expect(journal.steps.filter((step) => step.kind === 'statement').map((step) => step.state)).toEqual([
      'done',
      'done',
      'failed',
      'pending',
      'pending',
      'pending',
    ])
    await session.close()
  })

  it('is as if never begun when its first statement fails', async () => {
    const files = [
      migrationFile('001', 'CREATE UNIQUE INDEX CONCURRENTLY one_note ON orders (note);\nSELECT 1;'),
    ]
    const { session, run } = await deploy(files)
    expect(await run()).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'statement_failed' } },
    })
    expect(await indexes(session)).toEqual({})
    const { rows } = await readLedger(session)
    expect(rows.filter((row) => row.rolledBackAt === null)).toEqual([])
    await session.close()
  })

  it('drops the invalid index of a build that got no lock, and builds it again', async () => {
    const files = [migrationFile('001', 'CREATE INDEX CONCURRENTLY by_note ON orders (note);')]
    const journal = memoryJournal(randomUUID())
    const { url, session, run } = await deploy(files, { journal, policy: { ...policy, lockRetries: 3 } })
    const culprit = await openTestSession(url, 'long write')
    await culprit.script("BEGIN; INSERT INTO orders (note) VALUES ('open')")
    const log = journal.log
    journal.log = async (level, message, detail) => {
      await log(level, message, detail)
      if (message.startsWith('Attempt 1')) await culprit.script('COMMIT')
    }
    expect((await run()).state).toBe('succeeded')
    expect(await indexes(session)).toEqual({ by_note: true })
    expect(journal.lines.some((line) => line.message.includes('long write'))).toBe(true)
    await culprit.close()
    await session.close()
  })

  it('commits a new enum value before it is used', async () => {
    const files = [
      migrationFile('001', "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE orders ADD COLUMN mood mood;"),
      migrationFile('002', "ALTER TYPE mood ADD VALUE 'fine';\nUPDATE orders SET mood = 'fine';"),
    ]
    const { session, plan, run } = await deploy(files)
    expect(plan.migrations[1]?.mode).toBe('stepwise')
    expect((await run()).state).toBe('succeeded')
    expect((await session.query("SELECT FROM orders WHERE mood = 'fine'")).rowCount).toBe(2)
    await session.close()
  })

  it('runs without the BEGIN and COMMIT that Prisma writes around an enum’s change', async () => {
    const files = [
      migrationFile(
        '001',
        "CREATE TYPE mood AS ENUM ('ok', 'bad'); ALTER TABLE orders ADD COLUMN mood mood;",
      ),
      migrationFile(
        '002',
        `BEGIN;
CREATE TYPE "mood_new" AS ENUM ('ok');
ALTER TABLE "orders" ALTER COLUMN "mood" TYPE "mood_new" USING ("mood"::text::"mood_new");
ALTER TYPE "mood" RENAME TO "mood_old";
ALTER TYPE "mood_new" RENAME TO "mood";
DROP TYPE "mood_old";
COMMIT;
ALTER TABLE orders ADD COLUMN broken int NOT NULL;`,
      ),
    ]
    const { session, run } = await deploy(files)
    const end = await run()
    // What Prisma would have left half done is taken back as one.
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'part',
      outcome: { failure: { code: 'statement_failed' } },
    })
    const { rows } = await session.query<{ labels: string[] }>(
      'SELECT enum_range(NULL::mood)::text[] AS labels',
    )
    expect(rows[0]?.labels).toEqual(['ok', 'bad'])
    expect((await readLedger(session)).rows.map((row) => row.name)).toEqual(['001'])
    await session.close()
  })
})

describe('a connection that is cut', () => {
  it('in the middle of a statement leaves nothing, and the run says so after it looked', async () => {
    const files = [
      migrationFile('001', 'CREATE TABLE one (id int);'),
      migrationFile('002', 'CREATE TABLE two (id int); SELECT pg_sleep(30) FROM orders;'),
    ]
    const journal = memoryJournal(randomUUID())
    const { session, run } = await deploy(files, { journal })
    const record = journal.record
    journal.record = async (changes) => {
      await record(changes)
      const running = journal.steps.find((step) => step.state === 'running' && step.kind === 'statement')
      if (!running?.detail.sql?.includes('pg_sleep')) return
      await session.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
        [`headgate run ${journal.runId}`],
      )
    }
    const end = await run()
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'part',
      outcome: { failure: { code: 'connection_lost' } },
    })
    expect(end.outcome.what).toContain('Applied: 001. Not applied: 002.')
    expect((await readLedger(session)).rows.map((row) => row.name)).toEqual(['001'])
    expect(
      Object.keys(await postgres.catalog(session)).filter((key) => /^table:public\.(one|two)$/.test(key)),
    ).toEqual(['table:public.one'])
    expect(journal.steps.some((step) => step.state === 'running')).toBe(false)
    await session.close()
  })
})
