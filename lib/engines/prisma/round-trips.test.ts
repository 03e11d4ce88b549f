import { expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { createLedgerSql, readLedger } from './ledger'
import { wireProxy } from './wire-proxy'

const connecting = 1

async function read(url: string) {
  const proxy = await wireProxy(url)
  const opened = await postgres.open(proxy.url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const afterOpen = proxy.roundTrips()
  const ledger = await readLedger(opened.value)
  const all = proxy.roundTrips()
  await opened.value.close()
  await proxy.close()
  return { ledger, open: afterOpen - connecting, ledgerTrips: all - afterOpen }
}

async function database(sql: string, suffix = ''): Promise<string> {
  const url = (await (await testServer()).createDatabase('trips')) + suffix
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  await opened.value.script(sql).finally(() => opened.value.close())
  return url
}

test('connected, a session and a ledger of 800 migrations take two round trips', async () => {
  const url = await database(`${createLedgerSql('public')};
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    SELECT gen_random_uuid(), repeat('a', 64), to_char(i, 'FM000') || '_step', now(), 1 FROM generate_series(1, 800) i`)
  const { ledger, open, ledgerTrips } = await read(url)
  expect(ledger.rows).toHaveLength(800)
  expect(ledger).toMatchObject({ exists: true, schema: 'public' })
  expect({ open, ledgerTrips }).toEqual({ open: 1, ledgerTrips: 1 })
})

test('an empty ledger takes as many, and one that is not there one more', async () => {
  const empty = await read(
    await database(`CREATE SCHEMA tenant; ${createLedgerSql('tenant')}`, '?schema=tenant'),
  )
  expect(empty).toMatchObject({
    ledger: { exists: true, schema: 'tenant', rows: [] },
    open: 1,
    ledgerTrips: 1,
  })
  const none = await read(await database('CREATE TABLE something_else (id integer)'))
  expect(none).toMatchObject({ ledger: { exists: false, schema: 'public', rows: [] }, ledgerTrips: 2 })
})

test('inside of a transaction a missing ledger does no harm to it', async () => {
  const opened = await postgres.open(await database('SELECT 1'), { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  await session.script('BEGIN')
  expect(await readLedger(session)).toEqual({ exists: false, schema: 'public', rows: [] })
  await session.script(createLedgerSql('public'))
  expect(await readLedger(session)).toEqual({ exists: true, schema: 'public', rows: [] })
  await session.close()
})
