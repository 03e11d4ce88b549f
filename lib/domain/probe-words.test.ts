import { expect, it } from 'vitest'
import { answerWords, countedWords } from './probe-words'
import { answerOf, probeOf } from './testing/risk'

const probe = probeOf({ question: 'Rows of orders whose note is NULL' })

it('says how many, and whether that was counted', () => {
  expect(answerWords(probe, answerOf(0))).toBe('No rows of orders whose note is NULL, counted.')
  expect(answerWords(probe, answerOf(1))).toBe('1 row of orders whose note is NULL, counted.')
  expect(answerWords(probe, answerOf(1204))).toBe('1,204 rows of orders whose note is NULL, counted.')
  expect(answerWords(probe, answerOf(90_000, { exact: false }))).toBe(
    'About 90,000 rows of orders whose note is NULL, estimated.',
  )
})

it('says why nothing is known', () => {
  expect(answerWords(probe, answerOf(null, { why: 'It took longer than 5 s' }))).toBe(
    'Rows of orders whose note is NULL: not known (it took longer than 5 s).',
  )
  expect(countedWords(probe.question, { count: null, exact: false })).toBe(
    'rows of orders whose note is NULL: not counted',
  )
})
