import { expect, it } from 'vitest'
import { secondsWords } from './seconds-words'

it.each([
  [0, 0.4, 'less than a second'],
  [0.2, 1.4, 'up to 1 s'],
  [2.6, 3.2, 'about 3 s'],
  [41, 88, 'about 40-90 s'],
  [40, 118, 'about 40-120 s'],
  [70, 290, 'about 1-5 min'],
  [1, 200, 'up to 3 min'],
  [3600, 9000, 'about 1-3 h'],
])('says %d to %d seconds as people do', (low, high, words) => {
  expect(secondsWords(low, high)).toBe(words)
})
