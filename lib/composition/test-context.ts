import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { ok } from '../domain/failure'
import type { Actor, Role } from '../domain/permission'
import { systemActor } from '../domain/system-actor'
import { createShadowProvider } from '../engines/shadow'
import { createPerson } from '../operations/create-person'
import { testControlDatabase } from '../store/test-control-database'
import { handleAuth } from './auth-route'
import { type Context, createContext } from './context'

export const testPassword = 'correct horse battery'

/** A whole context on a control database of the test's own. */
export async function testContext(overrides: Partial<Context> = {}): Promise<Context> {
  const { url, db } = await testControlDatabase()
  const config = {
    dataDir: mkdtempSync(join(tmpdir(), 'headgate-context-')),
    databaseUrl: url,
    publicUrl: 'http://headgate.test',
    authSecret: randomBytes(32).toString('hex'),
    secretKey: randomBytes(32),
  }
  // Shadows on the tests' shared server: no test starts servers in a data folder of its own.
  const embedded = async (major: number) => ok(await testServer(major))
  const shadows = createShadowProvider({ database: postgres, embedded })
  return createContext({ config, db, shadows, ...overrides })
}

/** Adds somebody of that role; the address is made up. */
export async function testPerson(
  context: Context,
  role: Role,
  name = `${role} ${randomBytes(3).toString('hex')}`,
) {
  const email = `${randomBytes(6).toString('hex')}@headgate.test`
  const created = await createPerson(context, systemActor, { name, email, role, password: testPassword })
  if (!created.ok) throw new Error(created.failure.why)
  return { id: created.value.id, name, role, email } satisfies Actor & { email: string }
}

/** Signs somebody in; the headers are those of a request from Headgate's own pages. */
export async function testHeaders(
  context: Context,
  email: string,
  password = testPassword,
): Promise<Headers> {
  const response = await handleAuth(context, signInRequest(context, { email, password }))
  if (!response.ok) throw new Error(await response.text())
  const cookie = response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  return new Headers({ cookie, origin: context.config.publicUrl })
}

export function signInRequest(
  context: Context,
  body: unknown,
  headers: Record<string, string> = {},
): Request {
  return new Request(`${context.config.publicUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: context.config.publicUrl, ...headers },
    body: JSON.stringify(body),
  })
}
