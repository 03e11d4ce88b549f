import { expect, it } from 'vitest'
import { answerOf, evidenceOf, riskOf } from '../domain/testing/risk'
import { maskSamples } from './mask-samples'

it('takes every value out of the samples, and nothing else', () => {
  const sample = [
    { key: 'id 7', value: 'rui@example.org' },
    { key: 'id 8', value: null },
  ]
  const evidence = evidenceOf({ risk: riskOf({ live: { answers: [answerOf(2, { sample })] } }) })
  const masked = maskSamples(evidence)
  expect(JSON.stringify(masked)).not.toContain('rui@example.org')
  expect(masked.risk?.live?.answers).toEqual([
    answerOf(2, {
      sample: [
        { key: 'id 7', value: null },
        { key: 'id 8', value: null },
      ],
    }),
  ])
  expect(evidence.risk?.live?.answers[0]?.sample).toEqual(sample)
  expect(maskSamples(evidenceOf())).toEqual(evidenceOf())
})
