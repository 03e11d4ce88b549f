import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import type { MigrationFile } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import { defaultPolicies } from '../domain/policy'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { executeReverse } from './execute-rollback'
import { memoryJournal } from './testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from './testing/plan'

const base = `CREATE TABLE orders (id serial PRIMARY KEY, note text, CONSTRAINT short CHECK (length(note) < 80));
  CREATE INDEX by_note ON orders (lower(note));`
const policy = { ...defaultPolicies.development, lockTimeoutMs: 300, lockRetries: 1 }

let createDatabase: (prefix?: string) => Promise<string>
beforeAll(async () => {
  createDatabase = (await testServer()).createDatabase
})

async function deployed(files: MigrationFile[], reverse: string) {
  const url = await createDatabase('rollback')
  const session = await openTestSession(url)
  await session.script(`${base} INSERT INTO orders (note) VALUES ('one'), ('two')`)
  const before = await postgres.catalog(session)
  const plan = await measurePlan(url, [base], files, reverse)
  const target = { url, identity: await identityOf(url) }
  const ports = () => ({ database: postgres, journal: memoryJournal(randomUUID()), clock: systemClock })
  const deploy = await executeDeploy({ plan, target, policy, approvedFiles: files }, ports())
  expect(deploy.state).toBe('succeeded')
  const rollBack = async (confirmed = reverseFingerprint(plan.reverse)) => {
    const given = ports()
    return {
      end: await executeReverse(
        { plan, reverseFingerprint: confirmed, target, policy, lockWaitMs: 300 },
        given,
      ),
      journal: given.journal,
    }
  }
  return { url, session, before, plan, rollBack }
}

const files = [
  migrationFile('001_a', 'ALTER TABLE orders ADD COLUMN a int DEFAULT 3;'),
  migrationFile('002_b', 'CREATE TABLE b (id int PRIMARY KEY REFERENCES orders);'),
]
const reverse = 'BEGIN; DROP TABLE b; ALTER TABLE orders DROP COLUMN a; COMMIT;'

describe('a rollback by reverse SQL', () => {
  it('brings the catalog back, and both migrations are pending again', async () => {
    const { session, before, rollBack } = await deployed(files, reverse)
    const { end, journal } = await rollBack()
    expect(end).toMatchObject({ state: 'succeeded', effect: 'all' })
    expect(end.outcome.what).toContain(
      'Taken back: 002_b, 001_a. The schema is what it was before the deploy.',
    )
    expect(end.outcome.next).toContain('pending again')
    expect(await postgres.catalog(session)).toEqual(before)
    const { rows } = await readLedger(session)
    expect(migrationStatuses(files, rows).map((status) => status.state)).toEqual([
      'rolled_back',
      'rolled_back',
    ])
    expect(journal.steps.every((step) => step.state === 'done')).toBe(true)
    await session.close()
  })

  it('accepts what trying it had shown not to come back, and says it', async () => {
    const drops = [migrationFile('001', 'DROP INDEX by_note;')]
    const { session, plan, rollBack } = await deployed(drops, 'SELECT 1;')
    expect(plan.reverse.differences).toHaveLength(1)
    const { end } = await rollBack()
    expect(end.state).toBe('succeeded')
    expect(end.outcome.what).toContain('What was known not to come back did not')
    await session.close()
  })

  it('takes everything back when something else stays different', async () => {
    const { session, plan, rollBack } = await deployed(files, reverse)
    plan.reverse.statements = plan.reverse.statements.filter(
      (statement) => !statement.text.includes('DROP COLUMN'),
    )
    const after = await postgres.catalog(session)
    const { end, journal } = await rollBack()
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'rollback_impossible' } },
    })
    expect(end.outcome.failure?.why).toContain('column orders.a')
    expect(await postgres.catalog(session)).toEqual(after)
    expect((await readLedger(session)).rows.every((row) => row.rolledBackAt === null)).toBe(true)
    expect(journal.steps.filter((step) => step.kind === 'statement').map((step) => step.state)).toEqual([
      'skipped',
    ])
    await session.close()
  })

  it('leaves the deploy standing when a statement fails', async () => {
    const { session, rollBack } = await deployed(files, reverse)
    await session.script('CREATE VIEW uses_b AS SELECT * FROM b')
    const { end } = await rollBack()
    expect(end.outcome.failure).toMatchObject({ code: 'plan_outdated' })
    await session.script('DROP VIEW uses_b')
    await session.script('BEGIN; LOCK TABLE b')
    const other = await rollBack()
    expect(other.end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'lock_timeout' } },
    })
    expect(other.end.outcome.what).toContain('the deploy stands')
    expect(other.end.outcome.failure?.why).toContain(`pid ${session.backend.pid}`)
    await session.script('ROLLBACK')
    expect((await rollBack()).end.state).toBe('succeeded')
    await session.close()
  })

  it('is refused when the stored reverse SQL is not the one that was confirmed', async () => {
    const { session, plan, rollBack } = await deployed(files, reverse)
    const confirmed = reverseFingerprint(plan.reverse)
    const statement = plan.reverse.statements.find(({ text }) => text.includes('DROP TABLE'))
    if (statement) statement.text = 'DROP TABLE b; DELETE FROM orders'
    const { end } = await rollBack(confirmed)
    expect(end).toMatchObject({
      state: 'failed',
      effect: 'nothing',
      outcome: { failure: { code: 'stale_state' } },
    })
    expect((await session.query('SELECT FROM orders')).rowCount).toBe(2)
    if (statement) statement.text = 'DROP TABLE b'
    expect((await rollBack(confirmed)).end.state).toBe('succeeded')
    await session.close()
  })

  it('is refused when later migrations stand on it, or it was taken back already', async () => {
    const { session, rollBack } = await deployed(files, reverse)
    await session.script(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('x', 'y', '003_later', clock_timestamp(), clock_timestamp(), 1)",
    )
    expect((await rollBack()).end.outcome.failure).toMatchObject({
      code: 'rollback_impossible',
      why: 'Applied after this deploy: 003_later. Take those back first.',
    })
    await session.script("DELETE FROM _prisma_migrations WHERE id = 'x'")
    expect((await rollBack()).end.state).toBe('succeeded')
    expect((await rollBack()).end.outcome.failure?.code).toBe('rollback_impossible')
    await session.close()
  })
})
