import { expect, it } from 'vitest'
import { type Acceptance, judgeFindings, worstFirst } from './judge-findings'
import { defaultPolicies } from './policy'
import { answerOf, findingOf, lockOf, predictionOf, probeOf, riskOf, statementOf } from './testing/risk'

const policy = defaultPolicies.production
const acceptance = (findingId: string, given: Partial<Acceptance> = {}): Acceptance => ({
  findingId,
  reason: 'It is night.',
  by: { id: 'rui', name: 'Rui' },
  at: '2026-03-02T10:00:00Z',
  overLimit: false,
  ...given,
})
const only = (...given: Parameters<typeof judgeFindings>) => judgeFindings(...given)[0]

it('stops for dangers of the families that the policy names, until somebody accepts', () => {
  const finding = findingOf()
  const risk = riskOf({ findings: [finding] })
  expect(only(risk, policy, [])?.standing).toBe('stops')
  expect(only(risk, { ...policy, stops: ['loses_data'] }, [])?.standing).toBe('told')
  expect(only(risk, policy, [acceptance(finding.id)])).toMatchObject({
    standing: 'accepted',
    acceptance: { by: { name: 'Rui' } },
  })
  expect(only(risk, policy, [acceptance('another')])?.standing).toBe('stops')
  const warning = riskOf({ findings: [findingOf({ severity: 'warning' })] })
  expect(only(warning, policy, [])?.standing).toBe('told')
})

it('lets nobody accept what the rows make fail, and stops for nothing that they prove harmless', () => {
  const finding = findingOf({ family: 'fails_on_data', severity: 'warning', probes: ['p'] })
  const with_ = (answer: ReturnType<typeof answerOf>) =>
    riskOf({
      findings: [{ ...finding, severity: 'danger' }],
      probes: [probeOf()],
      live: { answers: [answer] },
    })
  expect(only(with_(answerOf(3)), policy, [acceptance(finding.id)])?.standing).toBe('fatal')
  expect(only(with_(answerOf(0)), policy, [])).toMatchObject({ standing: 'harmless' })
  // An estimate proves neither, and what could not be counted is not harmless.
  expect(only(with_(answerOf(0, { exact: false })), policy, [])?.standing).toBe('stops')
  expect(only(with_(answerOf(3, { exact: false })), policy, [])?.standing).toBe('stops')
  expect(only(with_(answerOf(null)), policy, [])?.standing).toBe('stops')
})

it('does not take counted rows for proof that nobody waits', () => {
  const finding = findingOf({ probes: ['p'] })
  const risk = riskOf({ findings: [finding], probes: [probeOf()], live: { answers: [answerOf(0)] } })
  expect(only(risk, policy, [])?.standing).toBe('stops')
})

it('stops for no block that is predicted to be shorter than a second', () => {
  const findings = [findingOf({ blocks: 'writes' })]
  const at = (high: number) => riskOf({ findings, live: { predictions: [predictionOf(0, high)] } })
  expect(only(at(0.2), policy, [])?.standing).toBe('harmless')
  expect(only(at(5), policy, [])?.standing).toBe('stops')
})

it('stops for what is predicted to hold others up for too long, once for each statement', () => {
  const findings = [
    findingOf({ rule: 'a', severity: 'warning', blocks: 'writes' }),
    findingOf({ rule: 'b', severity: 'notice', blocks: 'writes' }),
  ]
  const risk = riskOf({ findings, live: { predictions: [predictionOf(20, 60)] } })
  const lenient = { stops: [], longestBlockSeconds: 30 }
  expect(judgeFindings(risk, lenient, []).map(({ standing, tooLong }) => [standing, tooLong])).toEqual([
    ['stops', true],
    ['told', false],
  ])
  expect(only(risk, lenient, [])?.because).toContain('about 20-60 s; the policy allows 30 s')
  expect(only(risk, { ...lenient, longestBlockSeconds: 0 }, [])?.standing).toBe('told')
  const id = findings[0]?.id ?? ''
  // Accepted while it was short: that answers for another length.
  expect(only(risk, lenient, [acceptance(id)])?.standing).toBe('stops')
  expect(only(risk, lenient, [acceptance(id, { overLimit: true })])?.standing).toBe('accepted')
})

it('stops for a long block that no rule has said anything about', () => {
  const statements = [statementOf({ blocks: 'writes', locks: [lockOf({ mode: 'SHARE' })] })]
  const risk = riskOf({ statements, live: { predictions: [predictionOf(20, 60)] } })
  expect(judgeFindings(risk, policy, [])).toMatchObject([
    { standing: 'stops', finding: { id: 'long-block:m:0:0', rule: 'long-block' } },
  ])
})

it('orders by what stops, then by severity', () => {
  const findings = [
    findingOf({ rule: 'notice', severity: 'notice', family: 'hygiene' }),
    findingOf({ rule: 'warning', severity: 'warning' }),
    findingOf({ rule: 'danger' }),
    findingOf({ rule: 'fatal', family: 'fails_on_data', severity: 'warning', probes: ['p'] }),
  ]
  const risk = riskOf({ findings, probes: [probeOf()], live: { answers: [answerOf(1)] } })
  expect(worstFirst(judgeFindings(risk, policy, [])).map(({ finding }) => finding.rule)).toEqual([
    'fatal',
    'danger',
    'warning',
    'notice',
  ])
})
