import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { MigrationFile } from '../domain/migration'
import type { Plan } from '../domain/plan'
import { defaultPolicies, type Policy } from '../domain/policy'
import { createLedgerSql, finishRow, insertRow, PRISMA_LOCK_KEY, readLedger } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { HEADGATE_LOCK_KEY } from './lock'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'

const emptyShop = 'CREATE TABLE orders (id serial PRIMARY KEY, note text, total int NOT NULL DEFAULT 0);'
const shop = `${emptyShop}
  INSERT INTO orders (note, total) SELECT 'n' || n, n FROM generate_series(1, 100) n;`

const policy: Policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 1 }

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

async function shopDatabase(): Promise<string> {
  const url = await createDatabase('deploy')
  const session = await openTestSession(url)
  await session.script(shop)
  await session.close()
  return url
}

async function deploy(
  url: string,
  plan: Plan,
  files: MigrationFile[],
  options: { journal?: MemoryJournal; policy?: Policy; lockWaitMs?: number } = {},
) {
  const journal = options.journal ?? memoryJournal(randomUUID())
  const order = {
    plan,
    target: { url, identity: await identityOf(url) },
    policy: options.policy ?? policy,
    approvedFiles: files,
    lockWaitMs: options.lockWaitMs ?? 500,
  }
  const end = await executeDeploy(order, { database: postgres, journal, clock: systemClock })
  return { end, journal }
}

/** Everything that a deploy could leave a trace in. */
async function stateOf(session: Session) {
  return {
    catalog: await postgres.catalog(session),
    digests: await postgres.digests(session),
    ledger: await readLedger(session),
  }
}

async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openTestSession(url)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

describe('a deploy', () => {
  it('applies migrations with their ledger rows, as Prisma writes them', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile('001_a', 'ALTER TABLE orders ADD COLUMN a int;\n-- words\nUPDATE orders SET a = 1;'),
      migrationFile(
        '002_b',
        "SET search_path = '';\nSET lock_timeout = '1ms';\nCREATE TABLE public.b (id int PRIMARY KEY);",
      ),
      migrationFile('003_c', 'CREATE INDEX c ON orders (a);'),
    ]
    const plan = await measurePlan(url, [shop], files)
    const { end, journal } = await deploy(url, plan, files)

    expect(end).toMatchObject({ state: 'succeeded', effect: 'all', outcome: { ok: true } })
    expect(journal.steps.every((step) => step.state === 'done')).toBe(true)
    expect(journal.steps.find((step) => step.detail.sql?.startsWith('UPDATE'))?.detail).toMatchObject({
      rows: 100,
    })
    const migrations = journal.steps.filter((step) => step.kind === 'migration')
    expect(migrations.map((step) => step.detail.mark !== undefined)).toEqual([false, false, true])
    await withSession(url, async (session) => {
      const { schema, rows } = await readLedger(session)
      expect(schema).toBe('public')
      expect(
        rows.map(({ name, checksum, appliedStepsCount, rolledBackAt, logs }) => ({
          name,
          checksum,
          appliedStepsCount,
          rolledBackAt,
          logs,
        })),
      ).toEqual(
        files.map(({ name, checksum }) => ({
          name,
          checksum,
          appliedStepsCount: 1,
          rolledBackAt: null,
          logs: null,
        })),
      )
      expect(rows.every((row) => row.finishedAt !== null && row.finishedAt >= row.startedAt)).toBe(true)
    })
  })

  it('takes over the isolation level that a script sets for its transaction', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile(
        '001_backfill',
        `BEGIN;
-- one snapshot for all that follows
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
CREATE TABLE seen AS SELECT current_setting('transaction_isolation') AS level;
COMMIT;`,
      ),
    ]
    const plan = await measurePlan(url, [shop], files)
    const { end, journal } = await deploy(url, plan, files)
    expect(end.state, JSON.stringify(journal.ended)).toBe('succeeded')
    await withSession(url, async (session) => {
      const { rows } = await session.query('SELECT level FROM seen')
      expect(rows).toEqual([{ level: 'repeatable read' }])
    })
  })

  it('leaves no trace in schema, data or ledger when its third statement fails', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile(
        '001_breaks',
        'ALTER TABLE orders ADD COLUMN a int;\nUPDATE orders SET total = 7;\nALTER TABLE orders ADD CONSTRAINT few CHECK (total > 7);\nCREATE TABLE never (id int);',
      ),
    ]
    const plan = await measurePlan(url, [shop], files)
    const before = await withSession(url, stateOf)
    const { end, journal } = await deploy(url, plan, files)

    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'statement_failed' } },
    })
    expect(end.outcome.what).toContain('Nothing was applied')
    expect(end.outcome.failure?.meta.database).toMatchObject({ sqlstate: '23514', constraint: 'few' })
    const statements = journal.steps.filter((step) => step.kind === 'statement')
    expect(statements.map((step) => step.state)).toEqual(['skipped', 'skipped', 'failed', 'pending'])
    expect(statements[2]?.detail.error).toMatchObject({ sqlstate: '23514' })
    expect(await withSession(url, stateOf)).toEqual(before)
  })

  it('keeps position, detail and hint of an error', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile('001_typo', 'ALTER TABLE orders ADD COLUMN a int;\nSELECT nope FROM orders;'),
    ]
    const { journal } = await deploy(url, await measurePlan(url, [shop], files), files)
    const failed = journal.steps.find((step) => step.kind === 'statement' && step.state === 'failed')
    expect(failed?.detail).toMatchObject({ line: 2, error: { sqlstate: '42703', position: 8 } })
  })

  it('keeps the migrations before the one that fails, and names both', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile('001_good', 'ALTER TABLE orders ADD COLUMN a int;'),
      migrationFile('002_bad', 'ALTER TABLE orders ADD COLUMN b int; SELECT 1/0;'),
      migrationFile('003_later', 'ALTER TABLE orders ADD COLUMN c int;'),
    ]
    const { end } = await deploy(url, await measurePlan(url, [shop], files), files)
    expect(end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(end.outcome.what).toContain('Applied: 001_good. Not applied: 002_bad, 003_later.')
    await withSession(url, async (session) => {
      expect((await readLedger(session)).rows.map((row) => row.name)).toEqual(['001_good'])
      expect(
        Object.keys(await postgres.catalog(session)).filter((key) =>
          /^column:public\.orders\.[abc]$/.test(key),
        ),
      ).toEqual(['column:public.orders.a'])
    })
  })

  it('names whoever holds a lock, tries again, and gives up as the policy says', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001_alter', 'ALTER TABLE orders ADD COLUMN a int;')]
    const plan = await measurePlan(url, [shop], files)
    const culprit = await openTestSession(url, 'long report')
    await culprit.script('BEGIN; SELECT count(*) FROM orders')
    const { end, journal } = await deploy(url, plan, files)
    await culprit.close()

    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'lock_timeout' } },
    })
    expect(end.outcome.failure?.why).toContain(`pid ${culprit.backend.pid} (long report`)
    expect(end.outcome.failure?.meta.holders?.[0]).toMatchObject({
      pid: culprit.backend.pid,
      application: 'long report',
    })
    expect(
      journal.lines.filter((line) => line.message.includes('attempt 1 did not get its lock')),
    ).toHaveLength(1)
    expect(journal.lines.some((line) => line.message.includes('attempt 2'))).toBe(false)
  })

  it('succeeds at a later attempt, once the lock is free', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001_alter', 'ALTER TABLE orders ADD COLUMN a int;')]
    const plan = await measurePlan(url, [shop], files)
    const culprit = await openTestSession(url, 'long report')
    await culprit.script('BEGIN; SELECT count(*) FROM orders')
    const journal = memoryJournal(randomUUID())
    const log = journal.log
    journal.log = async (level, message, detail) => {
      await log(level, message, detail)
      if (message.includes('attempt 1')) await culprit.script('COMMIT')
    }
    const { end } = await deploy(url, plan, files, { journal })
    await culprit.close()
    expect(end.state).toBe('succeeded')
    const statement = journal.steps.find((step) => step.kind === 'statement')
    expect(statement).toMatchObject({ state: 'done', detail: { attempt: 2 } })
    expect(statement?.detail.error).toBeUndefined()
  })

  it('lets one of two that start at the same moment run, and names it to the other', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001_slow', 'ALTER TABLE orders ADD COLUMN a int; SELECT pg_sleep(1.5);')]
    const plan = await measurePlan(url, [shop], files)
    const both = await Promise.all([deploy(url, plan, files), deploy(url, plan, files)])
    const won = both.find(({ end }) => end.state === 'succeeded')
    const lost = both.find(({ end }) => end.state === 'failed')
    expect(lost?.end).toMatchObject({ effect: 'nothing', outcome: { failure: { code: 'run_in_progress' } } })
    expect(lost?.end.outcome.failure?.why).toContain(`headgate run ${won?.journal.runId}`)
    await withSession(url, async (session) => expect((await readLedger(session)).rows).toHaveLength(1))
  })

  it('waits for Prisma’s own lock, and names its holder', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001', 'SELECT 1;')]
    const plan = await measurePlan(url, [shop], files)
    const prisma = await openTestSession(url, 'prisma migrate')
    await prisma.query('SELECT pg_advisory_lock(72707369)')
    const { end } = await deploy(url, plan, files, { lockWaitMs: 200 })
    expect(end.outcome.failure).toMatchObject({ code: 'locked_by_other' })
    expect(end.outcome.failure?.why).toContain('prisma migrate')
    const later = deploy(url, plan, files, { lockWaitMs: 10_000 })
    await prisma.query('SELECT pg_advisory_unlock(72707369)')
    expect((await later).end.state).toBe('succeeded')
    await prisma.close()
  })

  it('refuses a schema, a ledger or bytes other than the approved ones', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile('001', 'ALTER TABLE orders ADD COLUMN a int;'),
      migrationFile('002', 'SELECT 2;'),
    ]
    const plan = await measurePlan(url, [shop], files)
    const edited = [files[0] as MigrationFile, migrationFile('002', 'SELECT 3;')]
    expect((await deploy(url, plan, edited)).end.outcome.failure).toMatchObject({
      code: 'plan_outdated',
      why: '002 was edited after the plan was made.',
    })
    await withSession(url, (session) => session.script('ALTER TABLE orders ADD COLUMN a text'))
    const schema = (await deploy(url, plan, files)).end.outcome.failure
    expect(schema).toMatchObject({
      code: 'plan_outdated',
      meta: { differences: ['column orders.a is there already.'] },
    })
    await withSession(url, async (session) => {
      await session.script('ALTER TABLE orders DROP COLUMN a')
      await session.script(createLedgerSql('public'))
      await insertRow(session, 'public', { id: 'x', checksum: 'y', name: '001' })
    })
    expect((await deploy(url, plan, files)).end.outcome.failure).toMatchObject({ code: 'ledger_failed_row' })
    await withSession(url, (session) => finishRow(session, 'public', 'x'))
    expect((await deploy(url, plan, files)).end.outcome.failure).toMatchObject({
      code: 'history_needs_attention',
    })
    const unedited = files.slice(1)
    expect(
      (await deploy(url, { ...plan, migrations: plan.migrations.slice(1) }, unedited)).end.outcome.failure
        ?.code,
    ).toBe('plan_outdated')
  })

  it('refuses another database than the recorded one', async () => {
    const [url, other] = [await shopDatabase(), await shopDatabase()]
    const files = [migrationFile('001', 'SELECT 1;')]
    const journal = memoryJournal(randomUUID())
    const end = await executeDeploy(
      {
        plan: await measurePlan(url, [shop], files),
        target: { url: other, identity: await identityOf(url) },
        policy,
        approvedFiles: files,
      },
      { database: postgres, journal, clock: systemClock },
    )
    expect(end.outcome.failure?.code).toBe('identity_changed')
  })

  it('is cancelled in the middle of a statement, and leaves nothing', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile('001', 'ALTER TABLE orders ADD COLUMN a int; SELECT pg_sleep(1) FROM orders;'),
    ]
    const plan = await measurePlan(url, [emptyShop], files)
    const before = await withSession(url, stateOf)
    const journal = memoryJournal(randomUUID())
    const record = journal.record
    journal.record = async (changes) => {
      await record(changes)
      journal.cancel = true
    }
    const { end } = await deploy(url, plan, files, { journal })
    expect(end).toMatchObject({
      state: 'cancelled',
      effect: 'nothing',
      outcome: { failure: { code: 'run_cancelled' } },
    })
    expect(await withSession(url, stateOf)).toEqual(before)
  })

  it('says applied, not verified, when the schema is not what the plan said', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile(
        '001',
        'DO $$ BEGIN IF (SELECT count(*) FROM orders) > 50 THEN CREATE TABLE many (id int); END IF; END $$;',
      ),
    ]
    const plan = await measurePlan(url, [emptyShop], files)
    const { end } = await deploy(url, plan, files)
    expect(end).toMatchObject({
      state: 'unverified',
      effect: 'all',
      outcome: { ok: false, failure: { code: 'not_verified' } },
    })
    expect(end.outcome.failure?.why).toContain('+ table many')
  })

  it('stops before anything when the snapshot fails', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001', 'ALTER TABLE orders ADD COLUMN a int;')]
    const plan = await measurePlan(url, [shop], files)
    const before = await withSession(url, stateOf)
    const journal = memoryJournal(randomUUID())
    const { fail } = await import('../domain/failure')
    const end = await executeDeploy(
      {
        plan,
        target: { url, identity: null },
        policy,
        approvedFiles: files,
        takeSnapshot: async () => fail('snapshot_failed', 'The disk is full.'),
      },
      { database: postgres, journal, clock: systemClock },
    )
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'snapshot_failed' } },
    })
    expect(journal.steps.map((step) => [step.kind, step.state])).toEqual([
      ['snapshot', 'failed'],
      ['preflight', 'pending'],
      ['migration', 'pending'],
      ['statement', 'pending'],
      ['verify', 'pending'],
    ])
    expect(await withSession(url, stateOf)).toEqual(before)
  })

  it('sends nothing that the server would read otherwise than the reviewers did', async () => {
    const url = await shopDatabase()
    // For who approved it, the second statement is one string; the server would see three statements.
    const hidden = String.raw`SELECT 'a\'' ; UPDATE orders SET total = 0; --'`
    for (const [name, script] of [
      ['001_strings', `SET standard_conforming_strings = off; ${hidden};`],
      ['002_by_function', `SELECT set_config('standard_' || 'conforming_strings', 'off', false); ${hidden};`],
      ['003_encoding', "SET client_encoding = 'LATIN1'; CREATE TABLE t (name text DEFAULT 'ü');"],
    ] as const) {
      const file = migrationFile(name, script)
      const { end } = await deploy(url, await measurePlan(url, [emptyShop], [file]), [file])
      expect(end.outcome.failure?.why, name).toContain('otherwise than it was approved')
    }
    const harmless = migrationFile(
      '004_harmless',
      "SET standard_conforming_strings = off; SET client_encoding = 'LATIN1'; CREATE TABLE t (name text);",
    )
    const after = migrationFile('005_after', String.raw`UPDATE orders SET note = 'ü\n' WHERE id = 1;`)
    const files = [harmless, after]
    const { end } = await deploy(url, await measurePlan(url, [emptyShop], files), files)
    expect(end.state).toBe('succeeded')
    const { rows } = await withSession(url, (session) =>
      session.query('SELECT note, (SELECT sum(total)::int FROM orders) AS sum FROM orders WHERE id = 1'),
    )
    expect(rows).toEqual([{ note: String.raw`ü\n`, sum: 5050 }])
  })

  it('takes its locks again where a script released them, and goes no further where somebody else has them', async () => {
    const url = await shopDatabase()
    const files = [
      migrationFile(
        '001_unlock',
        `ALTER TABLE orders ADD COLUMN a int; SELECT pg_advisory_unlock_all();
        CREATE SCHEMA elsewhere; SET search_path = elsewhere;`,
      ),
      migrationFile(
        '002_seen',
        `CREATE TABLE held AS SELECT (classid::int8 << 32 | objid::int8) AS key
        FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY 1;`,
      ),
    ]
    const plan = await measurePlan(url, [emptyShop], files)
    const { end, journal } = await deploy(url, plan, files)
    expect(end.state).toBe('succeeded')
    expect(journal.lines.map(({ message }) => message).join()).toContain('001_unlock released the locks')
    const keys = await withSession(url, (session) =>
      session.query<{ key: string }>('SELECT key FROM public.held'),
    )
    expect(keys.rows.map(({ key }) => BigInt(key))).toEqual([PRISMA_LOCK_KEY, HEADGATE_LOCK_KEY])

    const other = await shopDatabase()
    const untilWanted = `DO $$ BEGIN FOR turn IN 1..50 LOOP
      EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
      PERFORM pg_sleep(0.05); END LOOP; END $$;`
    const wanted = [
      migrationFile('001_unlock', `${untilWanted} SELECT pg_advisory_unlock_all();`),
      migrationFile('002_never', 'CREATE TABLE never (id int);'),
    ]
    const measured = await measurePlan(other, [emptyShop], wanted)
    const thief = await openTestSession(other)
    const theft = memoryJournal(randomUUID())
    theft.onStart = (position) => {
      if (theft.steps[position]?.kind !== 'migration') return
      // Waits for the lock while the run has it, and so is given it.
      void thief.script(`SELECT pg_advisory_lock(${HEADGATE_LOCK_KEY})`).catch(() => {})
      theft.onStart = () => {}
    }
    const second = await deploy(other, measured, wanted, { journal: theft })
    await thief.close()
    expect(second.end.outcome.failure?.code).toBe('run_in_progress')
    expect(await withSession(other, (session) => readLedger(session))).toMatchObject({
      rows: [{ name: '001_unlock' }],
    })
  })

  it('gives its locks back', async () => {
    const url = await shopDatabase()
    const files = [migrationFile('001', 'SELECT 1;')]
    await deploy(url, await measurePlan(url, [shop], files), files)
    await withSession(url, async (session) => {
      expect(await postgres.advisoryHolders(session, HEADGATE_LOCK_KEY)).toEqual([])
      expect(await postgres.advisoryHolders(session, 72707369n)).toEqual([])
    })
  })
})
