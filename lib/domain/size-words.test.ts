import { expect, test } from 'vitest'
import { sizeWords } from './size-words'

test.each([
  [0, '0 B'],
  [740, '740 B'],
  [262_144, '262 kB'],
  [23_500_000, '23.5 MB'],
  [112_383_679, '112 MB'],
  [1_100_000_000, '1.1 GB'],
  [4e15, '4000 TB'],
])('%d bytes are %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})
