import { expect, it } from 'vitest'
import { listNames } from './list-names'

it('names all of a few, and counts the rest of many', () => {
  expect(listNames([])).toBe('')
  expect(listNames(['a', 'b'])).toBe('a, b')
  expect(listNames(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more')
  expect(listNames(Array(1_200).fill('m'), 2)).toBe('m and 1,199 more')
})
