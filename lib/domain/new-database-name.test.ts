import { describe, expect, it } from 'vitest'
import { newDatabaseNameProblem } from './new-database-name'

describe('the name of a new database', () => {
  it('may be any that PostgreSQL keeps whole and everybody can type', () => {
    for (const name of ['shop_look', 'Shop-2026.11.23', '_x', 'büro', 'a'.repeat(63)])
      expect([name, newDatabaseNameProblem(name, 'shop')]).toEqual([name, null])
  })

  it('is refused where it would be cut, is taken by a rule, or cannot be typed', () => {
    const bad = ['', 'a'.repeat(64), 'ü'.repeat(32), '1st', 'a b', 'a"b', "a'b", 'a/b', 'shop', 'headgate_x']
    for (const name of [...bad, 'Headgate_x', 'postgres', 'template1', 'pg_x', 'a\u0000b'])
      expect([name, newDatabaseNameProblem(name, 'shop')]).not.toEqual([name, null])
  })
})
