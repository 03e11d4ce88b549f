import { afterAll, beforeAll, expect, test } from 'vitest'
import { handleAuth } from './auth-route'
import type { Context } from './context'
import { viewerOf } from './session'
import { signInRequest, testContext, testHeaders, testPassword, testPerson } from './test-context'

let context: Context

beforeAll(async () => {
  context = await testContext()
})

afterAll(() => context.db.$disconnect())

test('signs in with a cookie that scripts cannot read, for seven days, and writes the audit', async () => {
  const person = await testPerson(context, 'author')
  const response = await handleAuth(
    context,
    signInRequest(context, { email: person.email.toUpperCase(), password: testPassword }),
  )
  expect(response.status).toBe(200)
  const [cookie] = response.headers.getSetCookie()
  expect(cookie).toMatch(/^headgate\.session_token=/)
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Lax/i)
  expect(cookie).toMatch(/Max-Age=604800/i)
  expect(await response.json()).toEqual({ ok: true, value: null })
  const viewer = await viewerOf(context, new Headers({ cookie: cookie?.split(';')[0] ?? '' }))
  expect(viewer).toEqual({ id: person.id, name: person.name, role: 'author', email: person.email })
  const events = await context.db.auditEvent.findMany({ where: { actorId: person.id } })
  expect(events.map((event) => event.action)).toEqual(['person.signed-in'])
})

test('the cookie is for https alone when the public address is', async () => {
  const config = { ...context.config, publicUrl: 'https://headgate.test' }
  const person = await testPerson(context, 'viewer')
  const secure = { ...context, config }
  const response = await handleAuth(
    secure,
    signInRequest(secure, { email: person.email, password: testPassword }),
  )
  expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-headgate.*; Secure/i)
})

test('a wrong password and an unknown address are told in the same words', async () => {
  const person = await testPerson(context, 'viewer')
  const wrong = await handleAuth(
    context,
    signInRequest(context, { email: person.email, password: 'wrong password' }),
  )
  const unknown = await handleAuth(
    context,
    signInRequest(context, { email: 'no@headgate.test', password: testPassword }),
  )
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(await wrong.text()).toBe(await unknown.text())
})

test('ten failures close the account to sign-ins, whatever address they come from', async () => {
  const person = await testPerson(context, 'viewer')
  const attempt = (password: string, index: number) =>
    handleAuth(
      context,
      signInRequest(context, { email: person.email, password }, { 'x-forwarded-for': `10.0.0.${index}` }),
    )
  for (let index = 0; index < 10; index += 1)
    expect((await attempt('wrong password', index)).status).toBe(401)
  const refused = await attempt(testPassword, 11)
  expect(refused.status).toBe(429)
  expect((await refused.json()).failure).toMatchObject({
    code: 'too_many_attempts',
    why: expect.stringContaining('15 min'),
  })
})

test('one address cannot try account after account', async () => {
  const statuses: number[] = []
  for (let index = 0; index < 32; index += 1) {
    const body = { email: `${index}@headgate.test`, password: 'wrong password' }
    const response = await handleAuth(
      context,
      signInRequest(context, body, { 'x-forwarded-for': '192.0.2.7' }),
    )
    statuses.push(response.status)
  }
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401))
  expect(statuses.slice(30)).toEqual([429, 429])
})

test('a session ends at once when the account is switched off', async () => {
  const person = await testPerson(context, 'operator')
  const headers = await testHeaders(context, person.email)
  await context.db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
  expect(await viewerOf(context, headers)).toBeNull()
  const again = await handleAuth(
    context,
    signInRequest(context, { email: person.email, password: testPassword }),
  )
  expect(again.status).toBe(403)
  expect((await again.json()).failure.code).toBe('account_disabled')
})

test('an expired session is none', async () => {
  const person = await testPerson(context, 'viewer')
  const headers = await testHeaders(context, person.email)
  await context.db.session.updateMany({
    where: { userId: person.id },
    data: { expiresAt: new Date(Date.now() - 1000) },
  })
  expect(await viewerOf(context, headers)).toBeNull()
})

test('signing out ends the session on the server', async () => {
  const person = await testPerson(context, 'viewer')
  const headers = await testHeaders(context, person.email)
  const url = `${context.config.publicUrl}/api/auth/sign-out`
  const response = await handleAuth(context, new Request(url, { method: 'POST', headers }))
  expect(response.status).toBe(200)
  expect(await context.db.session.count({ where: { userId: person.id } })).toBe(0)
  expect(await viewerOf(context, headers)).toBeNull()
})

test.each([
  ['another site', { origin: 'https://evil.test', 'x-forwarded-host': 'evil.test', host: 'evil.test' }],
  ['no origin', { origin: '' }],
  ['an opaque origin', { origin: 'null' }],
])('refuses a sign-in from %s', async (_name, headers: Record<string, string>) => {
  const person = await testPerson(context, 'viewer')
  const response = await handleAuth(
    context,
    signInRequest(context, { email: person.email, password: testPassword }, headers),
  )
  expect(response.status).toBe(403)
  expect((await response.json()).failure.code).toBe('wrong_origin')
  expect(await context.db.session.count({ where: { userId: person.id } })).toBe(0)
})

test('reads no more of a body than credentials need', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1
      controller.enqueue(new Uint8Array(4_096).fill(32))
    },
  })
  const { url, headers } = signInRequest(context, { email: 'a@headgate.test', password: 'x' })
  const request = new Request(url, { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit)
  expect((await handleAuth(context, request)).status).toBe(400)
  expect(sent).toBeLessThan(10)
})

test('the token of a session is in no answer', async () => {
  const person = await testPerson(context, 'viewer')
  const headers = await testHeaders(context, person.email)
  const request = new Request(`${context.config.publicUrl}/api/auth/get-session`, { headers })
  expect((await handleAuth(context, request)).status).toBe(404)
})

test('nobody signs up, changes an account, or reaches anything else of the library', async () => {
  const headers = { 'content-type': 'application/json', origin: context.config.publicUrl }
  for (const path of [
    '/sign-up/email',
    '/update-user',
    '/delete-user',
    '/change-email',
    '/sign-in/social',
    '//sign-in/email',
  ]) {
    const body = JSON.stringify({
      name: 'Eve',
      email: 'eve@headgate.test',
      password: testPassword,
      role: 'administrator',
    })
    const request = new Request(`${context.config.publicUrl}/api/auth${path}`, {
      method: 'POST',
      headers,
      body,
    })
    expect((await handleAuth(context, request)).status, path).toBe(404)
  }
  expect(await context.db.user.count({ where: { email: 'eve@headgate.test' } })).toBe(0)
})
