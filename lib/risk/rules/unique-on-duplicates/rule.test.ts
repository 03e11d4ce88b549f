import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { uniqueOnDuplicates } from './rule'

judgesItsFiles(uniqueOnDuplicates, __dirname)

describe('making values unique', () => {
  const before = 'CREATE TABLE orders (id int PRIMARY KEY, user_id int, note text);'
  const asked = (sql: string, given = { before }) => judge(sql, given).probes.map((probe) => probe.sql)

  it('asks for the same values under the same condition', () => {
    expect(asked('CREATE UNIQUE INDEX ON orders (lower(note), user_id) WHERE id > 0;')).toEqual([
      'SELECT count(*) AS n FROM (SELECT 1 FROM public.orders AS t WHERE (id > 0) AND (lower(note)) IS NOT NULL AND t.user_id IS NOT NULL GROUP BY (lower(note)), t.user_id HAVING count(*) > 1) AS duplicates',
    ])
  })

  it('says what must differ as it is written', () => {
    const { findings } = judge('CREATE UNIQUE INDEX i ON orders (lower(note), user_id);', { before })
    expect(findings.find(({ rule }) => rule === 'unique-on-duplicates')?.title).toBe(
      'Fails if two rows of orders agree in lower(note) and user_id',
    )
  })

  it('takes NULLs for equal where the index does', () => {
    const [sql] = asked('CREATE UNIQUE INDEX ON orders (note) NULLS NOT DISTINCT;')
    expect(sql).not.toContain('IS NOT NULL')
  })

  it('leaves out a new column that is the same everywhere', () => {
    const [sql] = asked(
      "ALTER TABLE orders ADD kind text NOT NULL DEFAULT 'a';\nCREATE UNIQUE INDEX ON orders (note, kind);",
    )
    expect(sql).toContain('GROUP BY t.note HAVING')
  })

  it('counts the rows beyond the first where all get one value', () => {
    const { findings, probes } = judge(
      'ALTER TABLE orders ADD kind int DEFAULT 1;\nCREATE UNIQUE INDEX CONCURRENTLY ON orders (kind);',
      { before },
    )
    expect(findings.find(({ rule }) => rule === 'unique-on-duplicates')?.severity).toBe('danger')
    expect(probes[0]?.sql).toBe('SELECT greatest(count(*) - 1, 0) AS n FROM public.orders AS t')
  })

  it('only mentions it where the table is not known and nobody waits', () => {
    const { findings } = judge('CREATE UNIQUE INDEX CONCURRENTLY ON users (email);')
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['unique-on-duplicates', 'notice'],
    ])
  })
})
