import { expect, test } from 'vitest'
import type { MigrationState, MigrationStatus } from './migration'
import { describeTroubles } from './trouble-words'

const status = (name: string, state: MigrationState): MigrationStatus => ({
  name,
  state,
  checksum: '',
  row: null,
})

test('each kind of trouble is one sentence, and what is well has none', () => {
  const statuses = [
    status('a', 'missing'),
    status('b', 'edited'),
    status('c', 'applied'),
    status('d', 'failed'),
  ]
  expect(describeTroubles(statuses)).toEqual([
    'd failed and was not resolved',
    'b was changed after it was applied',
    'a is applied, and the project has no file for it',
  ])
})

test('hundreds are counted, not listed', () => {
  const missing = Array.from({ length: 320 }, (_, index) => status(`m${index}`, 'missing'))
  expect(describeTroubles(missing)).toEqual([
    'm0, m1, m2, m3, m4 and 315 more are applied, and the project has no files for them',
  ])
})
