import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { duplicateIndex } from './rule'

judgesItsFiles(duplicateIndex, __dirname)

describe('an index too many', () => {
  const before = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int);\nCREATE INDEX t_a ON t (a);'
  const severity = (sql: string) =>
    judge(sql, { before }).findings.flatMap((each) => (each.rule === 'duplicate-index' ? each.severity : []))

  it('matters more where it is the same than where it is the beginning', () => {
    expect(severity('CREATE INDEX CONCURRENTLY x ON t (a);')).toEqual(['warning'])
    expect(severity('CREATE INDEX CONCURRENTLY x ON t (a, b);')).toEqual(['notice'])
  })

  it('is none in another order', () => {
    expect(severity('CREATE INDEX CONCURRENTLY x ON t (a DESC, b);')).toEqual([])
  })
})
