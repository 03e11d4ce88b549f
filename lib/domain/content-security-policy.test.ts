import { expect, test } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy'

function directives(policy: string): Record<string, string> {
  return Object.fromEntries(policy.split('; ').map((part) => part.split(/ (.*)/).slice(0, 2)))
}

test('lets only the scripts of this answer run, and nobody frame it', () => {
  const found = directives(contentSecurityPolicy('abc', false))
  expect(found['script-src']).toBe("'self' 'nonce-abc' 'strict-dynamic'")
  expect(found).toMatchObject({
    'default-src': "'self'",
    'connect-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
})

test('lets React’s tools evaluate while developing, and only then', () => {
  expect(contentSecurityPolicy('abc', true)).toContain("'unsafe-eval'")
  expect(contentSecurityPolicy('abc', false)).not.toMatch(/unsafe-eval|ws:/)
})
