import { expect, it } from 'vitest'
import { defaultPolicies, policySchema } from './policy'

it('still reads policies of before, which stop for no finding', () => {
  const { stops: _, longestBlockSeconds: __, gateTerminals: ___, ...before } = defaultPolicies.production
  expect(policySchema.parse(before)).toEqual({
    ...before,
    stops: [],
    longestBlockSeconds: 0,
    gateTerminals: true,
  })
})

it('stops for what can harm production, and for nothing elsewhere', () => {
  expect(defaultPolicies.production.stops).toEqual([
    'blocks',
    'loses_data',
    'fails_on_data',
    'breaks_app',
    'transaction',
  ])
  expect(defaultPolicies.staging.stops).toEqual([])
  expect(defaultPolicies.development.stops).toEqual([])
})

it('refuses families that do not exist, and the same one twice', () => {
  const of = (stops: unknown) => policySchema.safeParse({ ...defaultPolicies.staging, stops }).success
  expect(of(['blocks', 'loses_data'])).toBe(true)
  expect(of(['blocks', 'blocks'])).toBe(false)
  expect(of(['weather'])).toBe(false)
  expect(of('blocks')).toBe(false)
})
