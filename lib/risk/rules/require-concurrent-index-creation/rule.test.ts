import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { requireConcurrentIndexCreation } from './rule'

beforeAll(loadParser)

judgesItsFiles(requireConcurrentIndexCreation, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === requireConcurrentIndexCreation.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('claims the lock, and says whose writes wait', () => {
  const [finding] = found('CREATE INDEX orders_note_idx ON orders (note)')
  expect(finding).toMatchObject({
    severity: 'danger',
    tables: ['public.orders'],
    locks: [{ relation: 'public.orders', mode: 'SHARE' }],
    cost: 'index build',
    blocks: 'writes',
  })
  expect(finding?.title).toBe(
    'CREATE INDEX orders_note_idx keeps everybody from writing to orders while it is built',
  )
})

it('says that reads wait too, after the transaction has locked the table', () => {
  const sql = 'ALTER TABLE orders ADD COLUMN region text; CREATE INDEX i ON orders (region)'
  expect(found(sql)[0]?.blocks).toBe('reads and writes')
})

it('writes one migration for each index, under its name', () => {
  const sql = `CREATE UNIQUE INDEX IF NOT EXISTS "Order Key" ON orders USING btree (note) WHERE total > 0;
CREATE INDEX ON orders (total);`
  const rewrites = found(sql).map(({ recipe }) => recipe?.rewrite)
  expect(rewrites.map((rewrite) => rewrite?.instead)).toEqual(['', ''])
  expect(rewrites.flatMap((rewrite) => rewrite?.after.map((each) => each.sql) ?? [])).toEqual([
    'CREATE UNIQUE INDEX CONCURRENTLY "Order Key" ON orders USING btree (note) WHERE total > 0;',
    'CREATE INDEX CONCURRENTLY ON orders (total);',
  ])
})

it('stays in its migration where nothing else stands in it', () => {
  expect(found('-- CreateIndex\nCREATE INDEX i ON orders (note);')[0]?.recipe?.rewrite).toMatchObject({
    instead: 'CREATE INDEX CONCURRENTLY i ON orders (note)',
    after: [],
  })
})

it('writes nothing where the script needs the index at once', () => {
  const referred = `CREATE UNIQUE INDEX users_email_key ON users (email);
ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (note) REFERENCES users (email);`
  expect(found(referred)[0]?.recipe?.rewrite).toBeNull()
  const renamed = 'CREATE INDEX i ON orders (note); ALTER INDEX i RENAME TO j;'
  expect(found(renamed)[0]?.recipe?.rewrite).toBeNull()
  const moved = 'CREATE INDEX i ON orders (note); ALTER TABLE orders RENAME TO purchases;'
  expect(found(moved)[0]?.recipe?.rewrite).toBeNull()
})
