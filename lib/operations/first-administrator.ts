import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from '../composition/context'
import { type Failure, FailureError, fail, type Result } from '../domain/failure'
import type { FirstAdministrator } from '../domain/person'
import { countAttempt } from '../store/attempts'
import type { Prisma } from '../store/generated/client'
import { insertPerson } from './create-person'
import { transact } from './transact'

const KEY = 'setup.code'
/** Without look-alikes: no 0, 1, I, L, O, U. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const LIMIT = { max: 10, windowMs: 10 * 60_000 }

/**
 * Makes the one-time code for the first visit and stores its hash; a code that was issued before stops working.
 * Null when an administrator exists: there is nothing to set up.
 */
export async function issueSetupCode(context: Context): Promise<string | null> {
  if (await hasAdministrator(context.db)) return null
  const letters = Array.from(randomBytes(60), (byte) => (byte < 240 ? ALPHABET[byte % 30] : ''))
    .join('')
    .slice(0, 20)
  const code = letters.match(/.{5}/g)?.join('-') ?? letters
  const value = { hash: codeHash(code).toString('hex') }
  await context.db.setting.upsert({
    where: { key: KEY },
    create: { key: KEY, value },
    update: { value },
  })
  return code
}

/** True until the first administrator exists. */
export async function needsSetup(context: Context): Promise<boolean> {
  return !(await hasAdministrator(context.db))
}

/** Makes the first administrator, once, for whoever has the code. Fails: setup_done, setup_code_wrong, too_many_attempts. */
export async function createFirstAdministrator(
  context: Context,
  { code, ...person }: FirstAdministrator,
): Promise<Result<{ id: string }>> {
  const { db, clock } = context
  if (await hasAdministrator(db)) return setupDone()
  const attempt = await countAttempt(db, clock, 'setup code', LIMIT)
  if (!attempt.allowed) {
    const minutes = Math.ceil(attempt.retryAfterMs / 60_000)
    return fail(
      'too_many_attempts',
      `The setup code was tried ${LIMIT.max} times; it can be tried again in ${minutes} min.`,
    )
  }
  const setting = await db.setting.findUnique({ where: { key: KEY } })
  if (!setting || !matches(code, setting.value)) {
    return fail('setup_code_wrong', 'The code does not match.', {
      fields: { code: ['This is not the code.'] },
    })
  }
  return spend(context, person, setting)
}

function spend(
  context: Context,
  person: Omit<FirstAdministrator, 'code'>,
  setting: { value: Prisma.JsonValue },
): Promise<Result<{ id: string }>> {
  return transact(context, async (tx) => {
    // Deleting the row is what uses the code up: of two requests with the right code one deletes it.
    const used = await tx.setting.deleteMany({
      where: { key: KEY, value: { equals: setting.value ?? {} } },
    })
    if (used.count !== 1 || (await hasAdministrator(tx))) throw new FailureError(setupDone().failure)
    const by = { id: null, name: 'Setup' }
    const created = await insertPerson(tx, context.clock, by, { ...person, role: 'administrator' })
    // Thrown, so that the code is not used up by what made nobody.
    if (!created.ok) throw new FailureError(created.failure)
    return created
  })
}

function setupDone(): { ok: false; failure: Failure } {
  return fail('setup_done', 'The code was used, and works only once.')
}

async function hasAdministrator(db: Prisma.TransactionClient): Promise<boolean> {
  return (
    (await db.user.findFirst({
      where: { role: 'administrator' },
      select: { id: true },
    })) !== null
  )
}

function matches(code: string, stored: Prisma.JsonValue): boolean {
  const hash = typeof stored === 'object' && stored && 'hash' in stored ? String(stored.hash) : ''
  const expected = Buffer.from(hash, 'hex')
  const given = codeHash(code)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** Typed in small letters or without the dashes it is the same code. It has 98 random bits: a plain hash keeps it. */
function codeHash(code: string): Buffer {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest()
}
