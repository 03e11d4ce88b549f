import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { ddlWithBackfill } from './rule'

beforeAll(loadParser)

judgesItsFiles(ddlWithBackfill, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === ddlWithBackfill.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('names both statements, once for a table', () => {
  const sql = `ALTER TABLE orders ADD COLUMN region text;
UPDATE orders SET region = 'eu' WHERE user_id > 7;
UPDATE orders SET region = 'us' WHERE region IS NULL;`
  const all = found(sql)
  expect(all).toHaveLength(1)
  expect(all[0]).toMatchObject({ severity: 'danger', statement: 1, blocks: 'reads and writes' })
  expect(all[0]?.reason).toContain('ALTER TABLE orders: add column region (line 1)')
})

it('stops writes alone under a weaker lock', () => {
  const sql = `ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
UPDATE users SET email = '' WHERE email IS NULL;`
  expect(found(sql)[0]).toMatchObject({ tables: ['public.users'], blocks: 'writes' })
})

it('moves the backfill into a migration of its own, where nothing else needs it', () => {
  const sql = `ALTER TABLE orders ADD COLUMN region text; UPDATE orders SET region = 'eu';`
  expect(found(sql)[0]?.recipe?.rewrite?.after).toMatchObject([{ sql: `UPDATE orders SET region = 'eu';` }])
  const needed = `${sql} ALTER TABLE orders ALTER COLUMN region SET NOT NULL;`
  expect(found(needed)[0]?.recipe?.rewrite).toBeNull()
})
