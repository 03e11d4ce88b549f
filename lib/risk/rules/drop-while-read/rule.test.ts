import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropWhileRead } from './rule'

judgesItsFiles(dropWhileRead, __dirname)

describe('dropping what is needed', () => {
  it('knows that a column computed from it went along up to 15', () => {
    const before = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);'
    const found = (postgres: number) =>
      judge('ALTER TABLE t DROP COLUMN a;', { before, postgres }).findings.map(({ rule }) => rule)
    expect(found(14)).toEqual(['ban-drop-column'])
    expect(found(16)).toContain('drop-while-read')
  })
})
