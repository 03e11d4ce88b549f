import { expect, test } from 'vitest'
import { refusalCure } from './refusal-cure'

test('what the migration is not to blame for is not cured by correcting it', () => {
  expect(refusalCure({ sqlstate: '42501' })).toContain('Grant the rights')
  expect(refusalCure({ sqlstate: '25006' })).toContain('takes no writes')
  expect(refusalCure({ sqlstate: '42P07' })).toBeNull()
  expect(refusalCure({ sqlstate: null })).toBeNull()
})
