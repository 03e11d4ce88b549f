import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { LedgerRow, MigrationFile } from './migration'
import { checksumMatches, migrationStatuses } from './migration-status'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const file = (name: string, sql = `-- ${name}\nSELECT 1;\n`): MigrationFile => ({
  name,
  sql,
  checksum: sha256(sql),
})
const row = (of: MigrationFile, change: Partial<LedgerRow> = {}): LedgerRow => ({
  id: `${of.name}-${change.startedAt ?? ''}`,
  checksum: of.checksum,
  name: of.name,
  startedAt: '2026-01-01T00:00:00.000000Z',
  finishedAt: '2026-01-01T00:00:01.000000Z',
  rolledBackAt: null,
  logs: null,
  appliedStepsCount: 1,
  ...change,
})

const [one, two, three] = [file('001_one'), file('002_two'), file('003_three')] as const
const states = (files: MigrationFile[], rows: LedgerRow[]) =>
  Object.fromEntries(migrationStatuses(files, rows).map((status) => [status.name, status.state]))

test('without rows everything is pending', () => {
  expect(states([one, two], [])).toEqual({ '001_one': 'pending', '002_two': 'pending' })
})

test('applied, and the rest pending', () => {
  expect(states([one, two, three], [row(one), row(two)])).toEqual({
    '001_one': 'applied',
    '002_two': 'applied',
    '003_three': 'pending',
  })
})

test('pending before an applied one is out of order', () => {
  expect(states([one, two, three], [row(one), row(three)])['002_two']).toBe('out_of_order')
})

test('only applied ones make others out of order', () => {
  expect(states([one, two], [row(two, { finishedAt: null })])['001_one']).toBe('pending')
  expect(states([one, two], [row(two, { rolledBackAt: '2026-01-02T00:00:00Z' })])['001_one']).toBe('pending')
})

test('a row without an end is failed, with a file or without', () => {
  expect(states([one], [row(one, { finishedAt: null })])).toEqual({ '001_one': 'failed' })
  expect(states([], [row(one, { finishedAt: null })])).toEqual({ '001_one': 'failed' })
})

test('a changed file is edited, an absent one missing', () => {
  expect(states([file('001_one', 'SELECT 2;')], [row(one), row(two)])).toEqual({
    '001_one': 'edited',
    '002_two': 'missing',
  })
})

test('a taken back row, and no file: nothing is said', () => {
  expect(migrationStatuses([], [row(one, { rolledBackAt: '2026-01-02T00:00:00Z' })])).toEqual([])
})

test('taken back, applied again, taken back again', () => {
  const first = row(one, { rolledBackAt: '2026-01-02T00:00:00Z' })
  const second = row(one, { startedAt: '2026-01-03T00:00:00Z' })
  const third = row(one, { startedAt: '2026-01-03T00:00:00Z', rolledBackAt: '2026-01-04T00:00:00Z' })
  expect(states([one], [first])).toEqual({ '001_one': 'rolled_back' })
  expect(states([one], [first, second])).toEqual({ '001_one': 'applied' })
  expect(states([one], [second, first])).toEqual({ '001_one': 'applied' })
  expect(states([one], [first, third])).toEqual({ '001_one': 'rolled_back' })
  expect(migrationStatuses([one], [first, third])[0]?.row).toBe(third)
})

test('a clock that was ahead does not let a taken back row win over an applied one', () => {
  const ahead = row(one, { startedAt: '2030-01-01T00:00:00Z', rolledBackAt: '2026-01-02T00:00:00Z' })
  expect(states([one], [ahead, row(one)])).toEqual({ '001_one': 'applied' })
})

test('the newest of two open rows decides', () => {
  const again = row(one, { startedAt: '2026-01-03T00:00:00Z', finishedAt: null })
  expect(states([one], [again, row(one)])).toEqual({ '001_one': 'failed' })
})

test('line ends may have been exchanged, in either direction, and nothing else', () => {
  const unix = file('a', 'SELECT 1;\nSELECT 2;\n')
  const windows = file('a', 'SELECT 1;\r\nSELECT 2;\r\n')
  expect(checksumMatches(unix, windows.checksum)).toBe(true)
  expect(checksumMatches(windows, unix.checksum)).toBe(true)
  expect(checksumMatches(unix, file('a', 'SELECT 1;\nSELECT 2;').checksum)).toBe(false)
  expect(states([windows], [row(unix)])).toEqual({ a: 'applied' })
})

test('the checksum of a file wins over the ledger’s, which stands in for a missing file', () => {
  const edited = file('001_one', 'SELECT 2;')
  const [first, second] = migrationStatuses([edited], [row(one), row(two)])
  expect(first?.checksum).toBe(edited.checksum)
  expect(second?.checksum).toBe(two.checksum)
})
