import { expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import type { LedgerRow } from '../../domain/migration'
import {
  createLedgerSql,
  finishRow,
  insertRow,
  ledgerFingerprint,
  logRow,
  markRolledBack,
  newRowId,
  readLedger,
} from './ledger'

async function open(suffix = '') {
  const { createDatabase } = await testServer()
  const opened = await postgres.open(`${await createDatabase('ledger')}${suffix}`, {
    applicationName: 'test',
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

test('says where Prisma would put it, in a database without one', async () => {
  const session = await open()
  expect(await readLedger(session)).toEqual({ exists: false, schema: 'public', rows: [] })
  await session.close()
})

test('a row from announcement to rollback', async () => {
  const session = await open()
  await session.script(createLedgerSql('public'))
  const id = newRowId()
  await insertRow(session, 'public', { id, checksum: 'abc', name: '001_a' })
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  const row = { id, checksum: 'abc', name: '001_a', startedAt: iso, logs: null, appliedStepsCount: 0 }
  expect((await readLedger(session)).rows).toEqual([{ ...row, finishedAt: null, rolledBackAt: null }])
  await logRow(session, 'public', id, 'it failed')
  await finishRow(session, 'public', id)
  const finished = { ...row, logs: 'it failed', appliedStepsCount: 1, finishedAt: iso }
  expect((await readLedger(session)).rows).toEqual([{ ...finished, rolledBackAt: null }])
  await markRolledBack(session, 'public', [id])
  const [gone] = (await readLedger(session)).rows
  expect(gone).toEqual({ ...finished, rolledBackAt: iso })
  await markRolledBack(session, 'public', [id])
  expect((await readLedger(session)).rows[0]?.rolledBackAt).toBe(gone?.rolledBackAt)
  await session.close()
})

test('is found under the connection string’s schema, and by name after a script emptied search_path', async () => {
  const session = await open('?schema=Tenant%201')
  await session.script('CREATE SCHEMA "Tenant 1"')
  await session.script(createLedgerSql('Tenant 1'))
  expect(await readLedger(session)).toMatchObject({ exists: true, schema: 'Tenant 1' })
  await session.script(`SELECT set_config('search_path', '', false)`)
  const row = { id: newRowId(), checksum: 'abc', name: '001_a' }
  await insertRow(session, 'Tenant 1', row)
  await finishRow(session, 'Tenant 1', row.id)
  expect((await readLedger(session)).exists).toBe(false)
  expect((await readLedger(session, 'Tenant 1')).rows).toHaveLength(1)
  await session.close()
})

test('several rows of one transaction keep their order', async () => {
  const session = await open()
  await session.script(createLedgerSql('public'))
  await session.script('BEGIN')
  for (const name of ['2', '1', '3'])
    await insertRow(session, 'public', { id: newRowId(), checksum: name, name })
  await session.script('COMMIT')
  expect((await readLedger(session)).rows.map((row) => row.name)).toEqual(['2', '1', '3'])
  await session.close()
})

test('the fingerprint is of what is applied, and nothing else', () => {
  const at = '2026-01-01T00:00:00.000000Z'
  const applied: LedgerRow = {
    id: '1',
    checksum: 'a',
    name: '001',
    startedAt: at,
    finishedAt: at,
    rolledBackAt: null,
    logs: null,
    appliedStepsCount: 1,
  }
  const base = ledgerFingerprint([applied])
  expect(ledgerFingerprint([{ ...applied, id: '2', startedAt: '2027', logs: 'x' }])).toBe(base)
  expect(ledgerFingerprint([applied, { ...applied, name: '002', rolledBackAt: at }])).toBe(base)
  expect(ledgerFingerprint([applied, { ...applied, name: '002', finishedAt: null }])).toBe(base)
  expect(ledgerFingerprint([{ ...applied, checksum: 'b' }])).not.toBe(base)
  expect(ledgerFingerprint([applied, { ...applied, name: '002' }])).not.toBe(base)
})
