import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { FailureError, fail, ok } from '../domain/failure'
import type { Context } from './context'
import { perform, performAnonymously, performRead } from './perform'
import { testContext, testHeaders, testPerson } from './test-context'

let context: Context
let headers: Headers
let calls: unknown[] = []

const act = {
  input: z.strictObject({
    name: z.string().min(2, 'Too short.'),
    inner: z.strictObject({ count: z.int() }).optional(),
  }),
  permission: 'people.manage' as const,
  operation: async (_context: Context, actor: { name: string }, input: { name: string }) => {
    calls.push(input)
    return ok(`${actor.name} ${input.name}`)
  },
}

beforeAll(async () => {
  context = await testContext()
  headers = await testHeaders(context, (await testPerson(context, 'administrator', 'Olga')).email)
})

afterAll(() => context.db.$disconnect())

test('lets through what is signed in, from here, well formed and permitted', async () => {
  expect(await perform(context, headers, act, { name: 'ok' })).toEqual({ ok: true, value: 'Olga ok' })
})

test('refuses the rest before the operation, each with its own code', async () => {
  calls = []
  const viewer = await testHeaders(context, (await testPerson(context, 'viewer')).email)
  const elsewhere = new Headers([...headers, ['x-forwarded-host', 'evil.test']])
  elsewhere.set('origin', 'https://evil.test')
  const nowhere = new Headers(headers)
  nowhere.delete('origin')
  const forged = new Headers(headers)
  forged.set('cookie', 'headgate.session_token=abc.def')
  const good = { name: 'ok' }
  expect(await codeOf(perform(context, new Headers({ origin: context.config.publicUrl }), act, good))).toBe(
    'not_signed_in',
  )
  expect(await codeOf(perform(context, forged, act, good))).toBe('not_signed_in')
  expect(await codeOf(perform(context, elsewhere, act, good))).toBe('wrong_origin')
  expect(await codeOf(perform(context, nowhere, act, good))).toBe('wrong_origin')
  expect(await codeOf(perform(context, viewer, act, good))).toBe('not_permitted')
  for (const input of [
    null,
    [],
    'x',
    {},
    { name: 1 },
    { name: 'ok', role: 'administrator' },
    { name: 'ok', inner: { count: 1, more: 2 } },
  ]) {
    expect(await codeOf(perform(context, headers, act, input))).toBe('invalid_input')
  }
  expect(calls).toEqual([])
})

test('tells the messages of each field', async () => {
  const refused = await perform(context, headers, act, { name: 'x', inner: { count: 1.5 } })
  expect(refused).toMatchObject({
    failure: { meta: { fields: { name: ['Too short.'], 'inner.count': [expect.any(String)] } } },
  })
})

test('shows of a thrown error its id alone, and logs it without connection strings', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const boom = {
    ...act,
    operation: async () => {
      throw new Error('boom at postgresql://shop:hunter2@db/shop')
    },
  }
  const refused = await perform(context, headers, boom, { name: 'ok' })
  const log = logged.mock.calls.flat().join(' ')
  logged.mockRestore()
  if (refused.ok) throw new Error('It did not fail.')
  const id = String(refused.failure.meta.correlationId)
  expect(refused.failure.code).toBe('internal_error')
  expect(refused.failure.why).toContain(id)
  expect(JSON.stringify(refused)).not.toMatch(/boom|hunter2/)
  expect(log).toContain(id)
  expect(log).toContain('boom')
  expect(log).not.toContain('hunter2')
})

test('an expected failure that had to be thrown stays what it is', async () => {
  const stale = {
    ...act,
    operation: async () => {
      throw new FailureError(fail('stale_state', 'It moved.').failure)
    },
  }
  expect(await codeOf(perform(context, headers, stale, { name: 'ok' }))).toBe('stale_state')
})

test('a read needs the session and the permission, and no origin', async () => {
  const get = new Headers({ cookie: headers.get('cookie') ?? '' })
  const viewer = await testHeaders(context, (await testPerson(context, 'viewer')).email)
  expect(await performRead(context, get, act, { name: 'ok' })).toMatchObject({ ok: true })
  expect(await codeOf(performRead(context, new Headers(), act, { name: 'ok' }))).toBe('not_signed_in')
  expect(await codeOf(performRead(context, viewer, act, { name: 'ok' }))).toBe('not_permitted')
})

test('an anonymous act still has to come from here', async () => {
  const open = { input: z.strictObject({}), operation: async () => ok('done') }
  expect(
    await performAnonymously(context, new Headers({ origin: context.config.publicUrl }), open, {}),
  ).toMatchObject({ ok: true })
  expect(await codeOf(performAnonymously(context, new Headers(), open, {}))).toBe('wrong_origin')
})

async function codeOf(work: Promise<{ ok: true } | { ok: false; failure: { code: string } }>) {
  const result = await work
  return result.ok ? 'ok' : result.failure.code
}
