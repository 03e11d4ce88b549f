import { expect, it } from 'vitest'
import type { LedgerRow } from '../../domain/migration'
import { appliedInOrder } from './applied-in-order'

const row = (name: string, startedAt: string, more: Partial<LedgerRow> = {}): LedgerRow => ({
  id: `${name} ${startedAt}`,
  checksum: name,
  name,
  startedAt,
  finishedAt: startedAt,
  rolledBackAt: null,
  logs: null,
  appliedStepsCount: 1,
  ...more,
})

it('takes each applied migration once, where it was applied first', () => {
  const files = ['a', 'b', 'c'].map((name) => ({ name, sql: '', checksum: name }))
  const rows = [
    row('b', '1'),
    row('a', '2'),
    row('b', '3'),
    row('c', '4', { rolledBackAt: '5' }),
    row('gone', '6'),
  ]
  expect(appliedInOrder(files, rows).map(({ name }) => name)).toEqual(['b', 'a'])
})
