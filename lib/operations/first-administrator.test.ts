import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '../composition/context'
import { viewerOf } from '../composition/session'
import { testContext, testHeaders, testPassword } from '../composition/test-context'
import { createFirstAdministrator, issueSetupCode, needsSetup } from './first-administrator'

let context: Context
const olga = {
  name: 'Olga',
  email: 'olga@headgate.test',
  password: testPassword,
}

beforeEach(async () => {
  context = await testContext()
})

afterEach(() => context.db.$disconnect())

test('the right code makes the administrator, who can sign in', async () => {
  const code = await issuedCode()
  expect(code).toMatch(/^([2-9A-HJKMNP-TV-Z]{5}-){3}[2-9A-HJKMNP-TV-Z]{5}$/)
  expect(await needsSetup(context)).toBe(true)
  const created = await createFirstAdministrator(context, {
    ...olga,
    code: code.toLowerCase().replaceAll('-', ' '),
  })
  expect(created.ok).toBe(true)
  expect(await needsSetup(context)).toBe(false)
  const viewer = await viewerOf(context, await testHeaders(context, olga.email))
  expect(viewer).toMatchObject({ name: 'Olga', role: 'administrator' })
  const events = await context.db.auditEvent.findMany({
    where: { action: 'person.created' },
  })
  expect(JSON.stringify(events[0]?.after)).toBe(
    '{"name":"Olga","role":"administrator","email":"olga@headgate.test"}',
  )
})

test('the code is stored as a hash alone', async () => {
  const code = await issuedCode()
  expect(JSON.stringify(await context.db.setting.findMany())).not.toContain(code.slice(0, 5))
})

test('a wrong code makes nobody, and the eleventh attempt is refused even with the right one', async () => {
  const code = await issuedCode()
  for (let index = 0; index < 10; index += 1) {
    const refused = await createFirstAdministrator(context, {
      ...olga,
      code: 'AAAAA-AAAAA-AAAAA-AAAAA',
    })
    expect(refused.ok ? 'made' : refused.failure.code).toBe('setup_code_wrong')
  }
  const tooOften = await createFirstAdministrator(context, { ...olga, code })
  expect(tooOften.ok ? 'made' : tooOften.failure.code).toBe('too_many_attempts')
  expect(await context.db.user.count()).toBe(0)
})

test('a code works once, also for two requests at the same moment', async () => {
  const code = await issuedCode()
  const both = await Promise.all([
    createFirstAdministrator(context, { ...olga, code }),
    createFirstAdministrator(context, {
      ...olga,
      email: 'eve@headgate.test',
      code,
    }),
  ])
  expect(both.map((result) => (result.ok ? 'made' : result.failure.code)).sort()).toEqual([
    'made',
    'setup_done',
  ])
  const again = await createFirstAdministrator(context, {
    ...olga,
    email: 'mallory@headgate.test',
    code,
  })
  expect(again.ok ? 'made' : again.failure.code).toBe('setup_done')
  expect(await context.db.user.count()).toBe(1)
})

test('a newer code replaces the older one, and none is issued after the setup', async () => {
  const old = await issuedCode()
  const code = await issuedCode()
  const refused = await createFirstAdministrator(context, {
    ...olga,
    code: old,
  })
  expect(refused.ok ? 'made' : refused.failure.code).toBe('setup_code_wrong')
  expect((await createFirstAdministrator(context, { ...olga, code })).ok).toBe(true)
  expect(await issueSetupCode(context)).toBeNull()
})

async function issuedCode(): Promise<string> {
  const code = await issueSetupCode(context)
  if (!code) throw new Error('No code was issued.')
  return code
}
