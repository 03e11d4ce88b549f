import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Session } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { defaultPolicies } from '../domain/policy'
import type { Doubt } from '../domain/run'
import { readLedger } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { recover } from './recover'
import { type MemoryJournal, memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'
import type { StepRecord } from './tracked-journal'

const base =
  'CREATE TABLE orders (id serial PRIMARY KEY, note text); CREATE TABLE told (at serial, what text);'
const policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 0 }

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

/** One statement a line; `002_after` comes after it. */
async function planned(
  lines: string[],
  more = ['ALTER TABLE orders ADD COLUMN after_all int;'],
  setup = 'SELECT 1',
) {
  const files = [
    migrationFile('001_steps', `${lines.join(';\n')};`),
    ...more.map((sql, index) => migrationFile(`00${index + 2}_after`, sql)),
  ]
  const url = await createDatabase('resume')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) VALUES ('same'), ('same'); ${setup}`)
  const plan = await measurePlan(url, [base], files)
  const order = { plan, target: { url, identity: await identityOf(url) }, policy, approvedFiles: files }
  const run = async (
    journal: MemoryJournal = memoryJournal(randomUUID()),
    before?: MemoryJournal,
    doubt: Doubt | null = null,
  ) => {
    const resume = before && { runId: before.runId, steps: records(before), doubt }
    const ports = { database: postgres, journal, clock: systemClock }
    const end = await executeDeploy({ ...order, ...(resume && { resume }) }, ports)
    return { end, journal }
  }
  return { url, session, plan, order, run }
}

function records(journal: MemoryJournal): StepRecord[] {
  return journal.steps.map((step) => ({ ...step, parent: step.parent ?? null }))
}

async function told(session: Session): Promise<string[]> {
  return (await session.query<{ what: string }>('SELECT what FROM told ORDER BY at')).rows.map(
    (row) => row.what,
  )
}

const tell = (what: string) => `INSERT INTO told (what) VALUES ('${what}')`
const unique = 'CREATE UNIQUE INDEX CONCURRENTLY one_note ON orders (note)'

/** Ends the run's backend when a statement of this text begins. */
function cutAt(journal: MemoryJournal, session: Session, text: string): void {
  journal.onStart = async (position) => {
    const step = journal.steps[position]
    if (!step?.detail.sql?.includes(text)) return
    setTimeout(
      () =>
        void session.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
          [`headgate run ${journal.runId}`],
        ),
      60,
    )
  }
}

describe('a deploy that stopped half-way', () => {
  it('goes on after the last statement that is done, as often as it takes, and leaves what a whole run leaves', async () => {
    const { session, plan, run } = await planned([
      tell('first'),
      'CREATE INDEX CONCURRENTLY by_note ON orders (note)',
      tell('second'),
      unique,
      tell('third'),
    ])
    const first = await run()
    expect(first.end.outcome.failure?.why).toContain('statements 1-3 done, statement 4 failed')
    expect(await told(session)).toEqual(['first', 'second'])

    const second = await run(memoryJournal(randomUUID()), first.journal)
    expect(second.end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(second.end.outcome.failure?.code).toBe('stepwise_failed')
    await session.script("UPDATE orders SET note = id::text WHERE note = 'same'")

    const third = await run(memoryJournal(randomUUID()), second.journal)
    expect(third.end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(await told(session)).toEqual(['first', 'second', 'third'])
    const { rows } = await readLedger(session)
    expect(rows.map((row) => [row.name, row.finishedAt !== null, row.appliedStepsCount, row.logs])).toEqual(
      plan.migrations.map(({ name }) => [name, true, 1, null]),
    )
    expect(third.journal.steps.every((step) => step.state === 'done')).toBe(true)
    expect(third.journal.steps.find((step) => step.detail.statement === 0)?.detail.notes).toEqual([
      'Ran in the run before.',
    ])
    await session.close()
  })

  it('knows from the database what committed, whatever the journal missed', async () => {
    const { session, run } = await planned([tell('first'), 'VACUUM orders', tell('second'), unique])
    const first = await run()
    expect(first.end.effect).toBe('part')
    // As if the control database had been restored to the moment before it began.
    for (const step of first.journal.steps) {
      if (step.kind === 'statement') step.state = 'pending'
    }
    await session.script("UPDATE orders SET note = id::text WHERE note = 'same'")
    const second = await run(memoryJournal(randomUUID()), first.journal)
    expect(second.end.state).toBe('succeeded')
    expect(await told(session)).toEqual(['first', 'second'])
    await session.close()
  })

  it('asks somebody who can look where a statement commits by itself, and believes what fits the schema', async () => {
    const block = `DO $$BEGIN ${tell('half')}; COMMIT; PERFORM pg_sleep(30) FROM orders; ${tell('whole')}; END$$`
    const { session, run } = await planned([tell('first'), block, tell('last')])
    const journal = memoryJournal(randomUUID())
    cutAt(journal, session, 'pg_sleep')
    const first = await run(journal)
    expect(first.end).toMatchObject({ state: 'unknown', effect: 'unknown' })
    expect(first.end.outcome.failure?.why).toContain(
      '001_steps: statement 1 done, statement 2 in doubt, statement 3 not run.',
    )
    const asked = await run(memoryJournal(randomUUID()), first.journal)
    expect(asked.end.outcome.failure?.code).toBe('statement_in_doubt')
    expect(asked.end.effect).toBe('part')
    // The run that only asked knows as much as the one before it.
    const decided = await run(memoryJournal(randomUUID()), asked.journal, 'ran')
    expect(decided.end.state).toBe('succeeded')
    expect(await told(session)).toEqual(['first', 'half', 'last'])
    await session.close()
  })

  it('drops the invalid index that a killed build left, and builds it again', async () => {
    const { url, session, run } = await planned([
      tell('first'),
      'CREATE INDEX CONCURRENTLY ON orders (note)',
      tell('last'),
    ])
    const writer = await openTestSession(url, 'long write')
    await writer.script("BEGIN; INSERT INTO orders (note) VALUES ('open')")
    const journal = memoryJournal(randomUUID())
    cutAt(journal, session, 'CONCURRENTLY')
    const first = await run(journal)
    expect(first.end.outcome.failure?.why).toContain('statement 1 done, statements 2-3 not run')
    expect(first.end.outcome.failure?.why).toContain('orders.orders_note_idx')
    await writer.script('COMMIT')
    await writer.close()
    const second = await run(memoryJournal(randomUUID()), first.journal)
    expect(second.end.state).toBe('succeeded')
    expect(second.journal.lines.some(({ message }) => message.includes('built again'))).toBe(true)
    const { rows } = await session.query<{ valid: boolean }>(
      "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'orders_note_idx'::regclass",
    )
    expect(rows).toEqual([{ valid: true }])
    await session.close()
  })

  it('sets again what the statements before had set, and keeps their role across what it counts', async () => {
    const role = `role_${randomUUID().slice(0, 8)}`
    const say = 'INSERT INTO told (what) VALUES (current_user)'
    const { session, run } = await planned(
      [`SET ROLE ${role}`, say, 'VACUUM told', say, "SELECT 1 / count(*) FROM orders WHERE note = 'go'"],
      [],
      `CREATE ROLE ${role}; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role};
       GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    )
    const first = await run()
    expect(first.end.outcome.failure?.meta.database?.sqlstate).toBe('22012')
    expect(await told(session)).toEqual([role])
    await session.script("UPDATE orders SET note = 'go'")
    expect((await run(memoryJournal(randomUUID()), first.journal)).end.state).toBe('succeeded')
    expect(await told(session)).toEqual([role, role])
    await session.close()
  })

  it('goes on between two migrations as well, on the plan that was approved', async () => {
    const { session, run } = await planned(
      ['ALTER TABLE orders ADD COLUMN a int'],
      [
        'ALTER TABLE orders ADD COLUMN b int; ALTER TABLE orders ADD CONSTRAINT one UNIQUE (note);',
        'ALTER TABLE orders ADD COLUMN c int;',
      ],
    )
    const first = await run()
    expect(first.end).toMatchObject({ state: 'failed', effect: 'part' })
    await session.script("UPDATE orders SET note = id::text WHERE note = 'same'")
    const second = await run(memoryJournal(randomUUID()), first.journal)
    expect(second.end.state).toBe('succeeded')
    expect((await readLedger(session)).rows.map(({ name }) => name)).toEqual([
      '001_steps',
      '002_after',
      '003_after',
    ])
    await session.close()
  })

  it('is refused where somebody has changed the schema, finished it otherwise, or failed beside it', async () => {
    const { session, run } = await planned([tell('first'), unique, tell('last')])
    const first = await run()
    await session.script('ALTER TABLE orders ADD COLUMN by_hand int')
    const refused = async () => (await run(memoryJournal(randomUUID()), first.journal)).end
    expect(await refused()).toMatchObject({ effect: 'part', outcome: { failure: { code: 'plan_outdated' } } })
    await session.script('ALTER TABLE orders DROP COLUMN by_hand')
    await session.script(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('other', 'x', 'other')",
    )
    expect((await refused()).outcome.failure?.code).toBe('ledger_failed_row')
    await session.script(
      "UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = 'other'",
    )
    expect((await refused()).outcome.failure?.code).toBe('plan_outdated')
    expect(await told(session)).toEqual(['first'])
    await session.close()
  })

  it.each([
    ['that is known to commit by itself', 'stepwise'],
    ['that ends the transaction around it', 'atomic'],
  ] as const)('of a script sent whole %s is named as that, and goes on as somebody says', async (_, mode) => {
    const { session, plan, run } = await planned([
      `${tell('a')}; COMMIT`,
      'SELECT 1 / count(*) FROM told WHERE at > 1',
    ])
    const [migration] = plan.migrations
    if (!migration) throw new Error('No migration.')
    // As a text is planned that does not parse.
    const { sql } = migration
    const whole = {
      index: 0,
      text: sql,
      start: 0,
      end: sql.length,
      line: 1,
      node: null,
      summary: 'The whole',
    }
    migration.mode = mode
    migration.statements = [{ ...whole, needsAutocommit: false, controlsTransaction: true }]
    migration.segments = [{ transaction: mode === 'atomic', statements: [0] }]
    if (mode === 'stepwise') migration.links = [plan.chain[1] ?? '']
    else delete migration.links

    const first = await run()
    expect(first.end).toMatchObject({ state: 'failed', effect: 'part' })
    expect(first.end.outcome.failure?.code).toBe('stepwise_failed')
    expect(first.end.outcome.what).toContain('Stopped half-way: 001_steps.')
    expect(await told(session)).toEqual(['a'])
    const asked = await run(memoryJournal(randomUUID()), first.journal)
    expect(asked.end.outcome.failure?.code).toBe('statement_in_doubt')
    // Once more: now the division has its row.
    const again = await run(memoryJournal(randomUUID()), asked.journal, 'did_not_run')
    expect(again.end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(await told(session)).toEqual(['a', 'a'])
    const { rows } = await readLedger(session)
    expect(rows.filter((row) => row.finishedAt).map(({ name }) => name)).toEqual(['001_steps', '002_after'])
    expect(rows.filter((row) => !row.finishedAt && !row.rolledBackAt)).toEqual([])
    await session.close()
  })

  it('lets no Prisma slip in that waits beside it, nor waits for one', async () => {
    const { url, session, run } = await planned([
      tell('first'),
      unique,
      'CREATE INDEX CONCURRENTLY two ON orders (id)',
    ])
    const first = await run()
    await session.script("UPDATE orders SET note = id::text WHERE note = 'same'")
    const journal = memoryJournal(randomUUID())
    // As Prisma does: it waits for its lock, then looks for failed rows, which stop it.
    const prisma = await openTestSession(url, 'prisma')
    const saw: number[] = []
    let waiting: Promise<unknown> = Promise.resolve()
    journal.onStart = async (position) => {
      if (journal.steps[position]?.kind !== 'preflight') return
      await session.query('SELECT pg_advisory_lock(72707369)')
      waiting = prisma.query('SELECT pg_advisory_lock(72707369)').then(async () => {
        const { rows } = await readLedger(prisma)
        saw.push(rows.filter((row) => !row.finishedAt && !row.rolledBackAt).length)
        await prisma.query('SELECT pg_advisory_unlock(72707369)')
      })
      setTimeout(() => void session.query('SELECT pg_advisory_unlock(72707369)'), 150)
    }
    const second = await run(journal, first.journal)
    await waiting
    expect(second.end.state).toBe('succeeded')
    // It came between two segments, or after all of them; never between two migrations.
    expect(saw).toHaveLength(1)
    await Promise.all([prisma.close(), session.close()])
  })

  it('whose server says nothing of a done segment but its mark is recovered at that place', async () => {
    const { url, session, plan, order, run } = await planned([
      tell('first'),
      'VACUUM orders',
      tell('second'),
      unique,
    ])
    const first = await run()
    const steps = records(first.journal).map((step) =>
      step.kind === 'statement' && step.state !== 'pending' ? { ...step, state: 'running' as const } : step,
    )
    const journal = memoryJournal(first.journal.runId)
    await journal.announce(first.journal.steps)
    const ended = await recover(
      { kind: 'deploy', plan },
      { target: order.target, backend: null, steps },
      { database: postgres, journal, clock: systemClock },
    )
    if (!ended.ok) throw new Error(ended.failure.why)
    expect(ended.value.outcome.failure?.why).toContain('statements 1-3 done, statement 4 not run')
    expect(url).toBeTruthy()
    await session.close()
  })
})
