import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { statementAfterExclusiveLock } from './rule'

beforeAll(loadParser)

judgesItsFiles(statementAfterExclusiveLock, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === statementAfterExclusiveLock.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('names both tables', () => {
  const [finding] = found('ALTER TABLE users ADD COLUMN name text; CREATE INDEX i ON orders (note)')
  expect(finding?.title).toBe('Nobody can read or write users while this builds an index on orders')
  expect(finding?.reason).toContain('ALTER TABLE users: add column name (line 1)')
  expect(finding).toMatchObject({
    statement: 1,
    locks: [{ relation: 'public.users', mode: 'ACCESS EXCLUSIVE' }],
  })
})

it('speaks once for a transaction', () => {
  const sql = `ALTER TABLE users ADD COLUMN name text;
CREATE INDEX i ON orders (note);
CREATE INDEX j ON orders (total);`
  expect(found(sql)).toHaveLength(1)
})

it('leaves a table to the statement that locks it by itself', () => {
  const sql = `ALTER TABLE users ADD COLUMN name text;
ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);`
  expect(found(sql)).toEqual([])
})
