import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../composition/context'
import { FailureError } from '../domain/failure'
import type { NewPerson } from '../domain/person'
import { systemActor } from '../domain/system-actor'
import { createPerson } from '../operations/create-person'
import { hashPassword } from '../store/password'

/** The people of the sample, and what each of them is for. */
export const samplePeople: (Omit<NewPerson, 'password'> & { does: string })[] = [
  {
    name: 'Ada Author',
    email: 'author@headgate.local',
    role: 'author',
    does: 'writes migrations and opens deploy requests',
  },
  {
    name: 'Rui Reviewer',
    email: 'reviewer@headgate.local',
    role: 'reviewer',
    does: 'approves, deploys and rolls back',
  },
  { name: 'Olga Operator', email: 'admin@headgate.local', role: 'administrator', does: 'administers' },
]

/**
 * Makes the three accounts and resolves to their one password, which is kept in `demo.json` (0600) of the data folder.
 * When that file was lost, the accounts get a new one.
 */
export async function createSamplePeople(context: Context): Promise<string> {
  const file = join(context.config.dataDir, 'demo.json')
  const known = await readPassword(file)
  const password = known ?? newPassword()
  if (known === null) {
    await writeFile(file, `${JSON.stringify({ password }, null, 2)}\n`, { mode: 0o600 })
  }
  for (const { does: _, ...person } of samplePeople) {
    const created = await createPerson(context, systemActor, { ...person, password })
    if (created.ok) continue
    if (created.failure.code !== 'email_taken') throw new FailureError(created.failure)
    if (known === null) await setPassword(context, person.email, password)
  }
  return password
}

async function readPassword(file: string): Promise<string | null> {
  try {
    const { password } = JSON.parse(await readFile(file, 'utf8')) as { password: unknown }
    return typeof password === 'string' && password !== '' ? password : null
  } catch {
    return null
  }
}

/** Easy to type, without look-alikes: 80 random bits. */
function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789x'
  const text = Array.from(randomBytes(16), (byte) => letters[byte % 32]).join('')
  return text.match(/.{4}/g)?.join('-') ?? text
}

async function setPassword(context: Context, email: string, password: string): Promise<void> {
  await context.db.account.updateMany({
    where: { user: { email }, providerId: 'credential' },
    data: { password: await hashPassword(password) },
  })
}
