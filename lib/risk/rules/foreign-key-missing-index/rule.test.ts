import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyMissingIndex } from './rule'

judgesItsFiles(foreignKeyMissingIndex, __dirname)

describe('a foreign key without an index', () => {
  it('matters more where one that was there goes', () => {
    const before =
      'CREATE TABLE p (id bigint PRIMARY KEY);\nCREATE TABLE c (id bigint PRIMARY KEY, p_id bigint REFERENCES p);\nCREATE INDEX c_p ON c (p_id);'
    const severity = (sql: string) =>
      judge(sql, { before }).findings.find(({ rule }) => rule === 'foreign-key-missing-index')?.severity
    expect(severity('DROP INDEX c_p;')).toBe('warning')
    expect(severity('ALTER TABLE c ADD q_id bigint REFERENCES p;')).toBe('notice')
    expect(severity('CREATE TABLE d (id bigint PRIMARY KEY, p_id bigint REFERENCES p);')).toBe('notice')
  })

  it('stands where the key is written', () => {
    const sql =
      'CREATE TABLE p (id bigint PRIMARY KEY);\nCREATE TABLE c (id bigint PRIMARY KEY, p_id bigint);\nALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id);'
    expect(judge(sql).findings[0]).toMatchObject({ statement: 2, line: 3, column: 19 })
  })
})
