import { expect, it, vi } from 'vitest'
import { DatabaseError } from '../databases/database'
import { FailureError, fail } from './failure'

it('an error that another copy of the same module throws is known by its kind', async () => {
  vi.resetModules()
  const databases = await import('../databases/database')
  const failures = await import('./failure')
  expect(databases.DatabaseError).not.toBe(DatabaseError)
  const info = { message: 'no', sqlstate: '42P01' } as ConstructorParameters<typeof DatabaseError>[0]
  const database: unknown = new databases.DatabaseError(info)
  const failure: unknown = new failures.FailureError(fail('not_found', 'no').failure)
  expect([database instanceof DatabaseError, database instanceof FailureError]).toEqual([true, false])
  expect([failure instanceof FailureError, failure instanceof DatabaseError]).toEqual([true, false])
  expect(new Error('no') instanceof DatabaseError).toBe(false)
})
