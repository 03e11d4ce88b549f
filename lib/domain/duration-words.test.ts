import { expect, test } from 'vitest'
import { durationWords } from './duration-words'

test.each([
  [0.4, '< 1 ms'],
  [740, '740 ms'],
  [999.6, '1.0 s'],
  [3_240, '3.2 s'],
  [9_970, '10 s'],
  [59_700, '1 min 00 s'],
  [119_700, '2 min 00 s'],
  [245_000, '4 min 05 s'],
  [7_200_000, '2 h'],
  [7_800_000, '2 h 10 min'],
])('%d ms are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})
