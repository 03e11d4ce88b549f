import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemClock } from '../domain/clock'
import { defaultPolicies } from '../domain/policy'
import { createLedgerSql, PRISMA_LOCK_KEY } from '../engines/prisma/ledger'
import { executeDeploy } from './execute-deploy'
import { memoryJournal } from './testing/memory-journal'
import { measurePlan, migrationFile, openTestSession } from './testing/plan'

const base = `CREATE TABLE orders (id int PRIMARY KEY, n int); CREATE TABLE seen (name text, held boolean);
  ${createLedgerSql('public')};
  CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO seen SELECT new.migration_name, EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
      AND objid = ${PRISMA_LOCK_KEY} AND pid = pg_backend_pid());
    RETURN new;
  END $$;
  CREATE TRIGGER look AFTER INSERT OR UPDATE ON _prisma_migrations FOR EACH ROW
    WHEN (new.finished_at IS NOT NULL) EXECUTE FUNCTION look()`

it('a waiting Prisma never finds a stepwise migration finished and the next one pending', async () => {
  const url = await (await testServer()).createDatabase('slip')
  const session = await openTestSession(url)
  await session.script(base)
  const files = [
    migrationFile('001_stepwise', 'CREATE INDEX CONCURRENTLY one ON orders (n);'),
    migrationFile('002_stepwise', 'CREATE INDEX CONCURRENTLY two ON orders (n);'),
    migrationFile('003_atomic', 'ALTER TABLE orders ADD COLUMN a int;'),
  ]
  const plan = await measurePlan(url, [base], files)
  const order = {
    plan,
    target: { url, identity: null },
    policy: defaultPolicies.development,
    approvedFiles: files,
  }
  const end = await executeDeploy(order, {
    database: postgres,
    journal: memoryJournal(randomUUID()),
    clock: systemClock,
  })
  expect(end.state).toBe('succeeded')
  const { rows } = await session.query<{ name: string; held: boolean }>(
    'SELECT DISTINCT name, held FROM seen ORDER BY 1',
  )
  expect(rows).toEqual(files.map(({ name }) => ({ name, held: true })))
  await session.close()
})
