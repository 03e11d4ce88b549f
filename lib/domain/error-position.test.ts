import { expect, it } from 'vitest'
import { placeOfError } from './error-position'

it('marks the whole name that the database points at', () => {
  expect(placeOfError('ALTER TABLE orders\n  DROP COLUMN "note x"', 34)).toEqual({
    before: 'ALTER TABLE orders\n  DROP COLUMN ',
    at: '"note x"',
    after: '',
    line: 2,
    column: 15,
  })
})

it('counts characters, not UTF-16 units', () => {
  expect(placeOfError("select '🦫', nope", 13)).toMatchObject({ at: 'nope', column: 13 })
})

it('has no place for a position outside of the text', () => {
  expect(placeOfError('select 1', 0)).toBeNull()
  expect(placeOfError('select 1', 99)).toBeNull()
})
