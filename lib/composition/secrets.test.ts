import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FailureError } from '../domain/failure'
import { readSecretKey } from './secret-key'
import { createSecrets } from './secrets'

const url = 'postgresql://shop:pa%20ss@db.example:5432/shop'

test('opens what it sealed, and seals the same text differently each time', () => {
  const secrets = createSecrets(randomBytes(32))
  const [first, second] = [secrets.seal(url), secrets.seal(url)]
  expect(secrets.open(first)).toBe(url)
  expect(secrets.open(second)).toBe(url)
  expect(first).not.toBe(second)
  expect(first).not.toContain('shop')
})

test('names both keys when another key sealed it', () => {
  const sealed = createSecrets(randomBytes(32)).seal(url)
  const failure = failureOf(() => createSecrets(randomBytes(32)).open(sealed))
  expect(failure.code).toBe('secret_key_wrong')
  expect(failure.why).toContain(sealed.split('.')[1])
})

test('refuses a text that was changed in any of its parts', () => {
  const secrets = createSecrets(randomBytes(32))
  const parts = secrets.seal(url).split('.')
  for (const index of [0, 1, 2, 3]) {
    const part = parts[index] ?? ''
    const flipped = (part[3] === 'A' ? 'B' : 'A') + part.slice(1)
    const changed = parts.with(index, flipped === part ? `x${part.slice(1)}` : flipped).join('.')
    expect(failureOf(() => secrets.open(changed)).code).toBe('secret_key_wrong')
  }
  expect(failureOf(() => secrets.open('postgresql://plain')).code).toBe('secret_key_wrong')
})

test('makes the key file once, for its owner alone', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'headgate-key-')), 'data')
  const key = readSecretKey(folder, undefined)
  expect(key).toHaveLength(32)
  expect(readSecretKey(folder, undefined)).toEqual(key)
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
})

test('takes a given key without touching the disk, and refuses what is no key', () => {
  const folder = join(tmpdir(), `headgate-never-${randomBytes(6).toString('hex')}`)
  expect(readSecretKey(folder, 'ab'.repeat(32))).toEqual(Buffer.from('ab'.repeat(32), 'hex'))
  expect(() => readSecretKey(folder, 'hunter2')).toThrow('HEADGATE_SECRET_KEY')
  expect(existsSync(folder)).toBe(false)
})

function failureOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error('It did not fail.')
}
