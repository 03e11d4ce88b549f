import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { requireConcurrentIndexDeletion } from './rule'

beforeAll(loadParser)

judgesItsFiles(requireConcurrentIndexDeletion, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === requireConcurrentIndexDeletion.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

const indexes = `${before}
  CREATE INDEX orders_note_idx ON orders (note);
  CREATE INDEX "Order Total" ON orders (total);
`

it('writes one migration for each index', () => {
  const [finding] = found('DROP INDEX IF EXISTS orders_note_idx, "Order Total"', { before: indexes })
  expect(finding?.title).toBe('DROP INDEX orders_note_idx and Order Total stops reads and writes of orders')
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: 'DROP INDEX CONCURRENTLY IF EXISTS orders_note_idx',
    after: [{ sql: 'DROP INDEX CONCURRENTLY IF EXISTS "Order Total";' }],
  })
})

it('writes nothing where the script takes the name again', () => {
  const sql = 'DROP INDEX orders_note_idx; CREATE INDEX orders_note_idx ON orders (note, total);'
  expect(found(sql, { before: indexes })[0]?.recipe?.rewrite).toBeNull()
})

it('writes nothing where the index goes with its column', () => {
  const sql = 'DROP INDEX orders_note_idx; ALTER TABLE orders DROP COLUMN note;'
  expect(found(sql, { before: indexes })[0]?.recipe?.rewrite).toBeNull()
})

it('knows no concurrent way for the index of a partitioned table', () => {
  const partitioned = `CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
    CREATE INDEX events_at_idx ON events (at);`
  expect(found('DROP INDEX events_at_idx', { before: partitioned })[0]?.recipe).toBeNull()
})
