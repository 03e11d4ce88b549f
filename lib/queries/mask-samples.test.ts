import { expect, it } from 'vitest'
import { answerOf, evidenceOf, riskOf } from '../domain/testing/risk'
import { maskSamples } from './mask-samples'

it('takes every value out of the samples, and nothing else', () => {
  const sample = [
    { key: '7', value: 'rui@example.org' },
    { key: '8', value: null },
  ]
  const evidence = evidenceOf({ risk: riskOf({ live: { answers: [answerOf(2, { sample })] } }) })
  const masked = maskSamples(evidence)
  expect(JSON.stringify(masked)).not.toContain('rui@example.org')
  expect(masked.risk?.live?.answers).toEqual([
    answerOf(2, {
      sample: [
        { key: '7', value: null },
        { key: '8', value: null },
      ],
    }),
  ])
  expect(evidence.risk?.live?.answers[0]?.sample).toEqual(sample)
  expect(maskSamples(evidenceOf())).toEqual(evidenceOf())
})

it.each([
  ['42', true],
  ['7, 0b9e2f1c-1111-4222-8333-444455556666', true],
  ['(0,12)', true],
  ['3 rows', true],
  ['clh3x1y2z0000abcd1234efgh', true],
  ['rui@example.org', false],
  ['7, rui@example.org', false],
  ['Rui', false],
  ['', false],
])('shows the key %s to everybody: %s', (key, shown) => {
  const risk = riskOf({ live: { answers: [answerOf(1, { sample: [{ key, value: 'x' }] })] } })
  const sample = maskSamples(evidenceOf({ risk })).risk?.live?.answers[0]?.sample
  expect(sample).toEqual(shown ? [{ key, value: null }] : [])
})
